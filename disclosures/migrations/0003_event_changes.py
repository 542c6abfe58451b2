from django.db import migrations, models

from units.append_only import protect

VERBS = {
    "receive": "接收文件",
    "load": "导入",
    "submit": "提交",
    "approve": "审核通过",
    "publish": "公开",
    "import": "补录历史公开",
    "edit": "编辑",
    "apply_upload": "确认上传",
    "undo_upload": "撤销上传",
    "start_year": "新建年度草稿",
    "consolidate": "汇总",
}


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0002_append_only")]

    operations = [
        migrations.RemoveConstraint(model_name="event", name="event_verb_is_known"),
        migrations.AddField(
            model_name="event",
            name="basis",
            field=models.JSONField(blank=True, default=dict, verbose_name="依据"),
        ),
        migrations.AddField(
            model_name="event",
            name="changes",
            field=models.JSONField(blank=True, default=list, verbose_name="改动"),
        ),
        migrations.AlterField(
            model_name="event",
            name="verb",
            field=models.CharField(choices=list(VERBS.items()), max_length=20, verbose_name="动作"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(verb__in=list(VERBS)), name="event_verb_is_known"
            ),
        ),
        protect("disclosures_event"),
    ]
