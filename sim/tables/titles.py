"""What a number of a scenario is called by people, in both languages: of what, and which of its numbers."""

from typing import Any, Final

Both = tuple[str, str]
"""English, Chinese."""
Keys = tuple[str | int, ...]

STEPS: Final[dict[str, str]] = {
    "accept": "受理", "agent": "代办", "agreement": "协议", "announce": "公告", "appointment": "预约",
    "arrange": "安排",
    "circulate": "会签", "commission": "委托", "deliver": "送达", "draw-up": "编制", "evaluate": "评估",
    "examine": "审图",
    "extend": "延长", "field-work": "外业", "file-documents": "资料备案", "hand-over": "流转", "hearing": "听证",
    "invite": "邀请", "list": "挂牌", "meeting": "会议", "modify": "修改", "name-winner": "定标", "negotiate": "洽谈",
    "notice": "公示", "objection": "异议", "opinion": "出具意见", "pay": "缴费", "prepare": "准备材料",
    "produce": "制作",
    "review": "审查", "seal": "盖章", "serve": "办理", "sign": "签订", "submit": "提交", "visit": "踏勘",
    "write": "编写",
}  # fmt: skip
TRAITS: Final[dict[str, str]] = {"prepared": "设计先行", "appointment": "预约办理"}
FIELDS: Final[dict[str, Both]] = {
    "servers": ("servers", "人数"),
    "seats": ("seats a slot", "每场席位"),
    "availability": ("share of the shift spent on this work", "用于此项工作的在岗比例"),
    "fee": ("fee paid by the applicant", "申请人付费"),
    "government_fee": ("fee paid by government", "政府付费"),
    "limit": ("legal limit", "法定时限"),
    "promise": ("promised limit", "承诺时限"),
    "applies": ("share that needs it", "需要办理的比例"),
    "time": ("time", "时间"),
    "again": ("time when it is done again", "再次办理的时间"),
    "lead": ("lead time", "提前量"),
    "share": ("share of cases", "发生比例"),
    "documents": ("documents", "材料份数"),
    "cost": ("cost each time", "每次成本"),
    "refuses": ("refusals", "否决比例"),
    "returns.share": ("returned for correction", "退回补正比例"),
    "returns.again": ("returned a second time", "再次退回比例"),
    "year": ("good and bad years", "年度波动"),
    "complexity": ("complexity of a case", "项目复杂程度"),
    "reform_costs": ("cost of the reform a year", "改革措施年成本"),
    "per_year": ("cases a year", "每年件数"),
    "classes": ("share of the cases", "在全部项目中的比例"),
    "traits": ("share that have this trait", "具备该特征的比例"),
    "arrivals": ("arrivals", "到达"),
    "costs": ("price", "单价"),
}


def title_of(keys: Keys, document: dict[str, Any]) -> Both:
    """The name of the number at this address of a resolved scenario; the address itself where it has no other."""
    match keys:
        case ("pools" | "departments" as kind, str(name), str(field)) if field in FIELDS:
            return _joined(_named(document[kind], name), FIELDS[field])
        case ("processes", process, "items", str(item), *rest):
            return _joined(_named(document["processes"][process]["items"], item), _of_item(tuple(rest)))
        case ("processes", process, "classes", str(kind), "share"):
            return _joined(_named(document["processes"][process]["classes"], kind), FIELDS["classes"])
        case ("processes", str(process), "traits", str(trait), str(group)):
            return _joined((f"{trait} ({group})", f"{TRAITS.get(trait, trait)}（{group}）"), FIELDS["traits"])
        case ("processes", str(process), "complexity"):
            return _joined((process, process), FIELDS["complexity"])
        case ("processes", str(process), "arrivals", "per_year"):
            return _joined((process, process), FIELDS["per_year"])
        case ("processes", str(process), "arrivals", *rest):
            return _joined((process, process), _joined(FIELDS["arrivals"], (_dotted(rest),) * 2))
        case ("reform_costs" | "costs" as kind, str(name)):
            return _joined((name.replace("_", " "),) * 2, FIELDS[kind])
    return (_dotted(keys),) * 2


def _of_item(rest: Keys) -> Both:
    match rest:
        case ("steps", str(step), *inner):
            field = _dotted("time" if key in ("wait", "work", "book") else key for key in inner)
            return _joined((step, STEPS.get(step, step)), FIELDS.get(field, (field, field)))
        case ("applies", str(group)):
            also = ("", "") if group == "all" else (f" ({group})", f"（{group}）")
            return FIELDS["applies"][0] + also[0], FIELDS["applies"][1] + also[1]
        case (str(field),) if field in FIELDS:
            return FIELDS[field]
    return (_dotted(rest),) * 2


def _named(parts: dict[str, Any], name: str) -> Both:
    title = parts[name].get("title")
    return (title["en"], title["zh"]) if title else (name, name)


def _joined(first: Both, second: Both) -> Both:
    return f"{first[0]}: {second[0]}", f"{first[1]}：{second[1]}"


def _dotted(keys: Any) -> str:
    return ".".join(str(key) for key in keys)
