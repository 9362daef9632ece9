"""The words for what a number of a scenario is: its field, its step, its trait; English and Chinese."""

from typing import Final

from sim.scenario.quantities import TwoLanguages as Both


def both(words: dict[str, str]) -> dict[str, Both]:
    """A catalogue in which each entry reads "English | 中文"."""
    pairs = {key: said.partition(" | ") for key, said in words.items()}
    return {key: Both(en=english, zh=chinese) for key, (english, _, chinese) in pairs.items()}


STEPS: Final = both({
    "accept": "acceptance | 受理", "agent": "the agent’s work | 代办", "agreement": "agreement | 协议",
    "announce": "announcement | 公告", "appointment": "appointment | 预约", "arrange": "arranging | 安排",
    "attend": "attendance | 到场", "circulate": "circulation for signature | 会签", "collect": "collecting | 汇总",
    "commission": "commissioning | 委托", "courier": "courier | 快递", "decide": "decision on the spot | 即办",
    "deliver": "delivery | 送达", "draw-up": "drawing up | 编制", "evaluate": "evaluation | 评估",
    "examine": "examination | 审图", "extend": "extension | 延期", "fetch": "fetching | 领取",
    "hand-in-owed": "handing in of what is owed | 补交容缺材料",
    "field-work": "field work | 外业", "file-documents": "filing of documents | 资料备案",
    "guide": "the guide’s look | 导办查看",
    "hand-over": "hand-over | 流转", "hearing": "hearing | 听证", "invite": "invitation | 发标",
    "list": "listing | 挂牌",
    "mend": "mend | 容后补正", "check": "check | 核查", "wait": "wait | 等待", "come": "come | 到场办事",
    "hand-in": "hand-in | 交件", "transfer": "transfer | 转交",
    "meeting": "meeting | 会议", "modify": "modification | 修改",
    "name-winner": "naming the winner | 定标", "negotiate": "negotiation | 洽谈", "notice": "notice | 公示",
    "objection": "objections | 异议处理", "opinion": "opinion | 出具意见", "pass-up": "passing up | 上报",
    "pay": "payment | 缴费", "prepare": "preparation of papers | 准备材料", "produce": "production | 编制",
    "review": "review | 审查", "review-again": "second look | 再次审查", "seal": "sealing | 盖章",
    "second-review": "second review | 复审", "serve": "service | 办理", "sign": "signing | 签订",
    "special-procedure": "special procedure | 特别程序", "stop-the-clock": "stopping the clock | 中止计时",
    "submit": "handing in | 提交", "visit": "site visit | 踏勘", "write": "writing | 编写",
})  # fmt: skip

TRAITS: Final = both({
    "prepared": "prepared | 设计先行", "appointment": "booked ahead | 预约办理", "online": "on line | 网上申报",
    "guided": "guided | 导办", "commits": "committed | 承诺制", "only-registered": "only registered | 仅需登记",
    "conditions-changed": "with changed conditions | 条件变更", "book-stays": "book-stays | 仍编报告书",
    "energy-user": "energy-user | 须作节能审查", "fire-reviewed": "fire-reviewed | 须作消防审核",
    "asks-first": "asks-first | 先咨询", "near-another-hall": "near-another-hall | 靠近另一大厅",
    "lives-east": "lives-east | 住城东", "lives-west": "lives-west | 住城西",
})  # fmt: skip

OF_STEP: Final = both({
    "time": "time of {step} | {step}时间",
    "again": "time of {step} the second time | 再次{step}的时间",
    "lead": "lead time of {step} | {step}提前量",
    "share": "share of cases with {step} | 需要{step}的比例",
    "returns.share": "returns at {step} | {step}时退回补正的比例",
    "returns.again": "returns at {step} the second time | {step}时再次退回的比例",
    "returns.complexity": "how returns at {step} rise with complexity | {step}退回随复杂程度上升的幂次",
    "mends": "papers put right at {step} | {step}时当场补正的比例",
    "saves": "time of others that {step} saves | {step}为后续环节节省的时间比例",
    "refuses": "refusals at {step} | {step}时否决的比例",
    "documents": "documents at {step} | {step}的份数",
    "cost": "cost of {step} each time | {step}每次成本",
    "complexity_over": "complexity above which there is {step} | 需要{step}的复杂程度",
    "complexity_up_to": "complexity up to which there is {step} | 适用{step}的复杂程度",
})  # fmt: skip

CHASED: Final = both({
    "at": "by when it is over for who is chased by {who} | {who}催办的最迟办结点",
    "share": "share of cases chased by {who} | {who}催办的比例",
})  # fmt: skip

WHO: Final = both({
    "assessment": "the assessment | 考核", "complaint": "a complaint | 投诉", "yellow-card": "a yellow card | 黄牌",
    "red-card": "a red card | 红牌", "law": "the legal limit | 法定时限", "chased": "somebody | 有关方面",
})  # fmt: skip

FIELDS: Final = both({
    "escalates_at": "share of the promise from which on it goes first | 优先办理起点（占承诺时限的比例）",
    "servers": "servers | 人数",
    "seats": "seats a slot | 每场席位",
    "reserve.servers": "servers of the reserve | 后备人数",
    "reserve.called_above": "waiting for each server that call the reserve | 启用后备的人均积压件数",
    "reserve.released_at": "waiting for each server at which the reserve leaves | 停用后备的人均积压件数",
    "extra_sessions.called_beyond": "days to the next seat that call an extra session | 加开会议的排期天数",
    "extra_sessions.cost": "cost of an extra session | 加开会议的费用",
    "availability": "share of the shift spent on this work | 用于此项工作的在岗比例",
    "absence": "share of days on which each is away | 每人缺勤天数比例",
    "patience": "minutes for which one waits before a shut counter | 窗口关闭时愿意等候的分钟数",
    "fee": "fee paid by the applicant | 申请人付费",
    "government_fee": "fee paid by government | 政府付费",
    "limit": "legal working days | 法定工作日",
    "promise": "promised working days | 承诺工作日",
    "promise.extension": "days by which the promise is extended | 承诺延长的天数",
    "limit.extension": "days by which the legal limit is extended | 法定时限延长的天数",
    "duration": "time | 时间",
    "time": "time | 时间",
    "lead": "lead time | 提前量",
    "again": "time when it is done again | 再次办理的时间",
    "documents": "documents | 材料份数",
    "share": "share of cases to which it happens | 适用的比例",
    "cost": "cost each time | 每次成本",
    "cost.per_year": "cost a year | 年成本",
    "returns.share": "returns for correction | 退回补正的比例",
    "returns.again": "second returns | 再次退回的比例",
    "returns.complexity": "how returns rise with complexity | 退回随复杂程度上升的幂次",
    "complexity_over": "complexity above which it applies | 适用的最低复杂程度",
    "complexity_up_to": "complexity up to which it applies | 适用的最高复杂程度",
    "per_year": "cases a year | 每年件数",
    "bunching": "bunching of arrivals | 到达的聚集程度",
    "complexity": "complexity of a case | 项目复杂程度",
    "year": "good and bad years | 年度波动",
    "reform_costs": "cost of the reform a year | 改革措施年成本",
    "kept": "how far the reforms are kept | 改革措施的落实程度",
    "reforms_kept": "how far the reform is kept | 改革措施的落实程度",
    "costs": "price | 单价",
})  # fmt: skip

PARAMETERS: Final = both({
    "mean": "mean of {what} | {what}的均值", "cv": "spread of {what} | {what}的离散程度",
    "low": "shortest {what} | 最短的{what}", "mode": "usual {what} | 通常的{what}",
    "high": "longest {what} | 最长的{what}",
    "observed": "an observed {what} | 观测到的{what}",
    "quantiles": "a measured quantile of {what} | 实测的{what}分位数",
    "tail": "how much longer than measured {what} may be | 超出实测范围的{what}",
})  # fmt: skip
POINTS: Final = {"uniform": ("low", "high"), "triangular": ("low", "mode", "high"), "pert": ("low", "mode", "high")}
"""Of distributions that are given by a list of points, what each is."""
OF_PART: Final = both({
    "days": "days of opening | 开放日", "hours": "opening hours | 开放时间", "holidays": "holidays | 节假日",
    "every_weeks": "every so many weeks | 间隔周数", "week": "week of the rota | 轮值周",
    "also": "further hours | 延长时间", "calendar": "opening hours | 开放时间",
    "discipline": "order of service | 办理次序", "slot": "minutes of a slot | 每号时长",
    "seats": "seats a slot | 每场席位", "servers": "servers | 人数", "shifts": "shifts | 班次",
    "pool": "who does it | 承办者", "wait": "how it is done | 办理方式", "work": "how it is done | 办理方式",
    "book": "how it is done | 办理方式", "asked": "whether it is waited for | 是否须等待", "": "what it is | 形式",
})  # fmt: skip
"""What the levels of a part speak of."""
EDGE: Final = both({"": "whether it waits for {other} | 是否须等待{other}"})[""]
SAID: Final = both({
    "asked: true": "waited for | 须等待", "asked: false": "not waited for | 无须等待",
    "discipline: fifo": "first come, first served | 先到先办",
    "discipline: due-date": "earliest due first | 先到期先办",
    "discipline: priority": "by priority | 按优先级", "discipline: escalation": "overdue first | 超期优先",
})  # fmt: skip
"""What some levels say, in words."""
PRICES: Final = both({
    "staff_hour": "an hour of staff | 工作人员每小时", "applicant_hour": "an hour of the applicant | 申请人每小时",
    "trip_hours": "hours of a trip | 每次跑动小时数", "trip_fare": "fare of a trip | 每次跑动交通费",
    "document_hours": "hours for a document | 每份材料小时数",
    "correction_hours": "hours of a correction | 每次补正小时数",
    "overtime": "overtime | 加班每小时倍数", "rest_day": "rest_day | 休息日每小时倍数",
})  # fmt: skip
PATTERNS: Final = both({
    "season": "arrivals in {when} | {when}的到达量", "weekdays": "arrivals on {when} | {when}的到达量",
    "hours": "arrivals at {when} | {when}的到达量",
})  # fmt: skip
WHEN: Final = {
    "mon": "周一", "tue": "周二", "wed": "周三", "thu": "周四", "fri": "周五", "sat": "周六", "sun": "周日",
    "jan": "1月", "feb": "2月", "mar": "3月", "apr": "4月", "may": "5月", "jun": "6月", "jul": "7月", "aug": "8月",
    "sep": "9月", "oct": "10月", "nov": "11月", "dec": "12月",
}  # fmt: skip
"""Days of the week and months, in Chinese."""
FACTORS: Final = ("times", "cut", "reduce")
"""What a reform does to a number that it multiplies."""
AS_FACTOR: Final = both({"": "{field}, as a factor | {field}的倍数"})[""]
APPLIES: Final = both({
    "all": "share of cases that need it | 需要办理的比例",
    "some": "share of {group} cases that need it | {group}需要办理的比例",
})  # fmt: skip
TRAIT: Final = both({
    "all": "share of cases that are {trait} | {trait}的比例",
    "some": "share of {group} cases that are {trait} | {group}中{trait}的比例",
})  # fmt: skip
ON_DAYS: Final = both({"": "share of the shift spent on this work on {days} | {days}用于此项工作的在岗比例"})[""]
IN_YEAR: Final = both({"": "cases in {year} | {year}年件数"})[""]
OF_CLASS: Final = both({"": "{what} ({group}) | {what}（{group}）"})[""]
CLASS: Final = both({"": "share of {group} among the cases | {group}在全部项目中的比例"})[""]
SHARED: Final = both({
    "items": "{tail}, {count} items | {tail}（{count}个事项）", "pools": "{tail}, {count} pools | {tail}（{count}处）",
    "departments": "{tail}, {count} offices | {tail}（{count}个部门）",
    "trades": "{tail}, {count} trades | {tail}（{count}个行业）",
    "calendars": "{tail}, {count} calendars | {tail}（{count}个日历）",
    "numbers": "{tail}, {count} numbers | {tail}（{count}处）",
    "others": "{first} and {count} others | {first}及另外{count}处",
    "such": "{tail} ({count} alike, such as {first}) | {tail}（{first}等{count}处）",
})  # fmt: skip
