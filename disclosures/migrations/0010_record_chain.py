from django.db import migrations, models

from units.append_only import drop_statements, protect
from disclosures.record import digest_of

_AT_ONCE = 500  # events in memory


def unprotect(apps, schema_editor):
    for sql in drop_statements(schema_editor.connection, ["disclosures_event"]):
        schema_editor.execute(sql, params=None)


def chain(apps, schema_editor):
    """Number the events in the order they were written, and link each to the one before.

    Events of a publication and of a receipt get the digests of what they are about, which they
    record from now on.
    """
    Event = apps.get_model("disclosures", "Event")
    sequence, previous, last, versions = 0, "", 0, {}
    while events := list(
        Event.objects.filter(pk__gt=last).select_related("upload").order_by("pk")[:_AT_ONCE]
    ):
        for event in events:
            if event.verb in ("publish", "import"):
                number = versions[event.disclosure_id] = versions.get(event.disclosure_id, 0) + 1
                event.basis = {**event.basis, **_published(apps, event, number)}
            elif event.verb == "receive":
                event.basis = {**event.basis, "sha256": event.upload.sha256}
            sequence += 1
            event.sequence, event.previous = sequence, previous
            event.digest = previous = digest_of(event)
        Event.objects.bulk_update(events, ["sequence", "previous", "digest", "basis"])
        last = events[-1].pk
    if sequence:
        RecordHead = apps.get_model("disclosures", "RecordHead")
        RecordHead.objects.create(pk=1, sequence=sequence, digest=previous)


def _published(apps, event, number):
    Version = apps.get_model("disclosures", "Version")
    found = Version.objects.filter(disclosure=event.disclosure_id, number=number)
    return dict(zip(("version", "sha256", "sm3"), values, strict=True)) if (
        values := found.values_list("number", "sha256", "sm3").first()
    ) else {}


def check_now(apps, schema_editor):
    """PostgreSQL alters no table of which something is still to be checked."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [("disclosures", "0009_review_and_correction")]

    operations = [
        migrations.CreateModel(
            name="RecordHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveBigIntegerField(default=0, verbose_name="序号")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="摘要")),
            ],
            options={
                "verbose_name": "操作记录的末端",
                "verbose_name_plural": "操作记录的末端",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="record_has_one_head")],
            },
        ),
        migrations.AddField(
            model_name="event",
            name="origin",
            field=models.CharField(blank=True, default="", max_length=45, verbose_name="来源地址"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="event",
            name="previous",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="上一条摘要"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="event",
            name="digest",
            field=models.CharField(default="", max_length=64, verbose_name="摘要"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="event",
            name="sequence",
            field=models.PositiveBigIntegerField(null=True, verbose_name="序号"),
        ),
        migrations.RunPython(unprotect, migrations.RunPython.noop),
        migrations.RunPython(chain, migrations.RunPython.noop),
        migrations.RunPython(check_now, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="event",
            name="sequence",
            field=models.PositiveBigIntegerField(unique=True, verbose_name="序号"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("previous", ""), ("sequence", 1)),
                    models.Q(("previous__length", 64), ("sequence__gt", 1)),
                    _connector="OR",
                ),
                name="event_names_the_one_before",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(condition=models.Q(("digest__length", 64)), name="event_digest_is_whole"),
        ),
        # Taken off above, and lost on SQLite, which makes the altered table anew.
        protect("disclosures_event"),
    ]
