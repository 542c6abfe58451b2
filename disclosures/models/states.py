"""States of a disclosure, the verbs that are done to it, and by whom."""

from __future__ import annotations

from django.db import models

from units.models import User


class State(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    APPROVED = "approved", "已审核"
    PUBLISHED = "published", "已公开"
    WITHDRAWN = "withdrawn", "已撤回公开"


class Verb(models.TextChoices):
    """The verbs of ``disclosures.actions``, as the event log and the permissions name them."""

    RECEIVE = "receive", "接收文件"
    LOAD = "load", "导入"
    SUBMIT = "submit", "提交"
    APPROVE = "approve", "审核通过"
    PUBLISH = "publish", "公开"
    IMPORT = "import", "补录历史公开"
    EDIT = "edit", "编辑"
    APPLY_UPLOAD = "apply_upload", "确认上传"
    UNDO_UPLOAD = "undo_upload", "撤销上传"
    START_YEAR = "start_year", "新建年度草稿"
    CONSOLIDATE = "consolidate", "汇总"
    DOWNLOAD = "download", "下载原始文件"
    ATTACH = "attach", "添加附件"
    DETACH = "detach", "删除附件"
    EXPLAIN = "explain", "说明警告"
    RECALL = "recall", "收回提交"
    SIGN = "sign_off", "负责人审签"
    CLEAR = "clear_secrecy", "保密审查"
    RETURN = "send_back", "退回"
    MARK = "mark_comment", "处理退回意见"
    ASK_UNLOCK = "request_unlock", "申请退回修改"
    REVISE = "revise", "启动更正"
    WITHDRAW = "withdraw", "撤回公开"
    RECORD_APPROVAL = "record_approval", "登记批复"
    READ_ATTACHMENT = "read_attachment", "查看附件"
    EXPORT = "export", "导出"
    RENDER = "render", "生成文件"


def by_whom(label: str, related_name: str) -> models.ForeignKey[User, User]:
    return models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name=related_name,
        verbose_name=label,
    )
