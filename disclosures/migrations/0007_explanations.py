import json
from collections import Counter

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from units.append_only import protect

_AT_ONCE = 50  # payloads in memory


def count_findings(apps, schema_editor):
    """What the published documents hold, by rule and severity."""
    VersionFinding = apps.get_model("disclosures", "VersionFinding")
    Version = apps.get_model("disclosures", "Version")
    versions = Version.objects.order_by("pk").values_list("pk", "payload")
    for pk, payload in versions.iterator(chunk_size=_AT_ONCE):
        findings = json.loads(payload)["findings"]
        counts = Counter((one["rule"], one["severity"]) for one in findings)
        VersionFinding.objects.bulk_create(
            VersionFinding(version_id=pk, rule=rule, severity=severity, count=count)
            for (rule, severity), count in sorted(counts.items())
        )


class Migration(migrations.Migration):

    dependencies = [
        ('disclosures', '0006_disclosure_standing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Explanation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=20, verbose_name='规则')),
                ('where', models.TextField(blank=True, verbose_name='位置')),
                ('finding', models.CharField(max_length=16, verbose_name='警告指纹')),
                ('message', models.TextField(verbose_name='警告')),
                ('text', models.TextField(verbose_name='情况说明')),
                ('at', models.DateTimeField(verbose_name='时间')),
            ],
            options={
                'verbose_name': '警告的情况说明',
                'verbose_name_plural': '警告的情况说明',
                'ordering': ('disclosure_id', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='VersionFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=20, verbose_name='规则')),
                ('severity', models.CharField(choices=[('error', '错误'), ('warning', '警告'), ('info', '提示')], max_length=10, verbose_name='程度')),
                ('count', models.PositiveIntegerField(verbose_name='条数')),
            ],
            options={
                'verbose_name': '公开版本的检查结果',
                'verbose_name_plural': '公开版本的检查结果',
                'ordering': ('version_id', 'rule', 'severity'),
            },
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_verb_is_known',
        ),
        migrations.AddField(
            model_name='disclosure',
            name='checked_rules',
            field=models.CharField(blank=True, max_length=40, verbose_name='核对所用规则'),
        ),
        migrations.AlterField(
            model_name='event',
            name='verb',
            field=models.CharField(choices=[('receive', '接收文件'), ('load', '导入'), ('submit', '提交'), ('approve', '审核通过'), ('publish', '公开'), ('import', '补录历史公开'), ('edit', '编辑'), ('apply_upload', '确认上传'), ('undo_upload', '撤销上传'), ('start_year', '新建年度草稿'), ('consolidate', '汇总'), ('download', '下载原始文件'), ('attach', '添加附件'), ('detach', '删除附件'), ('explain', '说明警告')], max_length=20, verbose_name='动作'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('verb__in', ['receive', 'load', 'submit', 'approve', 'publish', 'import', 'edit', 'apply_upload', 'undo_upload', 'start_year', 'consolidate', 'download', 'attach', 'detach', 'explain'])), name='event_verb_is_known'),
        ),
        migrations.AddField(
            model_name='explanation',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='explanations', to=settings.AUTH_USER_MODEL, verbose_name='说明人'),
        ),
        migrations.AddField(
            model_name='explanation',
            name='disclosure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='explanations', to='disclosures.disclosure', verbose_name='决算公开'),
        ),
        migrations.AddField(
            model_name='versionfinding',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='finding_counts', to='disclosures.version', verbose_name='公开版本'),
        ),
        migrations.AddConstraint(
            model_name='explanation',
            constraint=models.UniqueConstraint(fields=('disclosure', 'finding'), name='one_explanation_per_finding'),
        ),
        migrations.AddConstraint(
            model_name='explanation',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='explanation_says_something'),
        ),
        migrations.AddIndex(
            model_name='versionfinding',
            index=models.Index(fields=['rule', 'severity'], name='finding_by_rule'),
        ),
        migrations.AddConstraint(
            model_name='versionfinding',
            constraint=models.UniqueConstraint(fields=('version', 'rule', 'severity'), name='one_count_per_rule_and_severity'),
        ),
        migrations.AddConstraint(
            model_name='versionfinding',
            constraint=models.CheckConstraint(condition=models.Q(('count__gte', 1)), name='finding_was_found'),
        ),
        # SQLite makes the altered table anew, without its triggers.
        protect("disclosures_event", "disclosures_versionfinding"),
        # Last: PostgreSQL alters no table that has new rows.
        migrations.RunPython(count_findings, migrations.RunPython.noop),
    ]
