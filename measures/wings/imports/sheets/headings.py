"""The usual names of columns: by these a header is found, and what its columns are."""

import re

# The usual names of columns, without blanks and signs; a former one is preferred.
USUAL = {
    name: tuple(words.split())
    for name, words in {
        "code": "code key id ref reference number no cveid 编号 代码 序号",
        "title": "title name measure recommendation vulnerabilityname text 标题 名称 措施 建议",
        "title_zh_hans": "titlezh titlezhhans titlechinese titleinchinese 中文标题",
        "description": "description shortdescription details summary 说明 描述",
        "description_zh_hans": "descriptionzh descriptionzhhans descriptioninchinese 中文说明",
        "kind": "kind 类型",
        "party": "party parties addressedto country state stateunderreview vendorproject to 当事方 国家",
        "party_code": "partycode countrycode iso iso2 iso3",
        "due_on": "due dueon duedate deadline targetdate target 目标日期 期限 截止日期 到期日",
        "review_every_days": "reviewdays revieweverydays checkeverydays",
        "status": "status progress 状态 进展",
        "owner": "owner owners responsible assignee assignedto lead 负责人",
    }.items()
}
USUAL_NAMES = frozenset(word for words in USUAL.values() for word in words)


def normalised_name(name: str) -> str:
    """A name of a column without blanks, signs and capitals."""
    return re.sub(r"[\W_]", "", name).casefold()
