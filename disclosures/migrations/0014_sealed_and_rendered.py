from django.db import migrations, models

from disclosures.record import digest_of
from units.append_only import protect

_VERBS = [
    ("receive", "接收文件"), ("load", "导入"), ("submit", "提交"), ("approve", "审核通过"), ("publish", "公开"),
    ("import", "补录历史公开"), ("edit", "编辑"), ("apply_upload", "确认上传"), ("undo_upload", "撤销上传"),
    ("start_year", "新建年度草稿"), ("consolidate", "汇总"), ("download", "下载原始文件"), ("attach", "添加附件"),
    ("detach", "删除附件"), ("explain", "说明警告"), ("recall", "收回提交"), ("sign_off", "负责人审签"),
    ("clear_secrecy", "保密审查"), ("send_back", "退回"), ("mark_comment", "处理退回意见"),
    ("request_unlock", "申请退回修改"), ("revise", "启动更正"), ("withdraw", "撤回公开"),
    ("record_approval", "登记批复"), ("read_attachment", "查看附件"), ("export", "导出"), ("render", "生成文件"),
]  # fmt: skip


def record_renditions(apps, schema_editor):
    """Hang the files that there are already on the chain, in the order they were made."""
    Event, RecordHead, Rendition = (
        apps.get_model("disclosures", name) for name in ("Event", "RecordHead", "Rendition")
    )
    head = RecordHead.objects.first()
    made = Rendition.objects.select_related("version").defer("version__payload").order_by("pk")
    for one in made.iterator(chunk_size=500):
        event = Event(
            verb="render", disclosure_id=one.version.disclosure_id, by_id=one.version.published_by_id,
            at=one.created_at, sequence=head.sequence + 1, previous=head.digest,
            basis={"version": one.version.number, "format": one.format, "sha256": one.sha256},
        )  # fmt: skip
        event.digest = digest_of(event)
        event.save()
        head.sequence, head.digest = event.sequence, event.digest
        head.save()
    if schema_editor.connection.vendor == "postgresql":
        # It alters no table of which something is still to be checked.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [("disclosures", "0013_batch")]

    operations = [
        migrations.AddField(
            model_name="version",
            name="seal",
            field=models.TextField(blank=True, default="", verbose_name="电子签章"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="event",
            name="verb",
            field=models.CharField(choices=_VERBS, max_length=20, verbose_name="动作"),
        ),
        migrations.AlterField(
            model_name="batch",
            name="verb",
            field=models.CharField(choices=_VERBS, max_length=20, verbose_name="动作"),
        ),
        migrations.RemoveConstraint(model_name="event", name="event_verb_is_known"),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("verb__in", [verb for verb, _ in _VERBS])), name="event_verb_is_known"
            ),
        ),
        migrations.RunPython(record_renditions, migrations.RunPython.noop),
        # SQLite makes altered tables anew, without their triggers.
        protect("disclosures_version", "disclosures_event"),
        protect("disclosures_recordhead", rising="sequence"),
    ]
