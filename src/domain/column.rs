//! The columns of a job sheet with their headers, in the order of display and export.

use serde::{Deserialize, Serialize};

macro_rules! columns {
    ($($variant:ident $header:literal [$($alias:literal),*];)*) => {
        /// A known column. Its position is the order of export.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Column {
            $(#[doc = $header] $variant),*
        }

        impl Column {
            /// Every column, in order.
            pub const ALL: &'static [Column] = &[$(Column::$variant),*];

            /// The header in exports.
            #[must_use]
            pub const fn header(self) -> &'static str {
                match self { $(Column::$variant => $header),* }
            }

            /// Other headers that employers and clerks use for the same thing.
            #[must_use]
            pub const fn aliases(self) -> &'static [&'static str] {
                match self { $(Column::$variant => &[$($alias),*]),* }
            }
        }
    };
}

columns! {
    Code "编号" ["岗位编号", "序列号"];
    Kind "类型" ["岗位类型", "类别", "种类"];
    Title "岗位名称" ["岗位", "职位", "职位名称", "工种", "招聘岗位", "招聘工种"];
    Employer "用人单位" ["单位", "企业", "公司", "单位名称", "企业名称", "用工单位", "招聘单位"];
    EmployerKind "单位性质" ["企业性质", "性质"];
    Headcount "招聘人数" ["人数", "需求人数", "招工人数", "用工人数"];
    PayMin "工资下限" ["最低工资", "薪资下限"];
    PayMax "工资上限" ["最高工资", "薪资上限"];
    PayUnit "工资单位" ["薪资单位", "计薪单位"];
    PayNote "工资说明" ["工资", "薪资", "待遇", "薪酬", "薪资待遇", "工价", "工资待遇"];
    Settle "结算方式" ["结算", "结钱", "工资结算"];
    Place "工作地点" ["地址", "地点", "工作地址", "上班地点"];
    Township "乡镇" ["所属乡镇", "镇", "乡镇街道"];
    Duty "工作内容" ["岗位职责", "内容", "岗位描述"];
    Hours "工作时间" ["上班时间", "工时", "班次"];
    Rest "休息" ["休息时间", "休假"];
    Board "食宿" ["吃住", "食宿情况", "食宿条件"];
    Needs "要求" ["条件", "任职要求", "岗位要求", "年龄要求", "招聘条件"];
    Insurance "保险保障" ["保险", "社保", "保障"];
    Term "工期" ["用工期限", "期限"];
    Safety "安全提示" ["安全", "职业危害"];
    Highlight "亮点" ["优势", "福利"];
    Contact "联系人" ["联系人姓名"];
    Phone "联系电话" ["电话", "手机", "联系方式", "手机号", "联系人电话"];
    ValidUntil "有效期至" ["截止", "有效期", "截止日期", "截止时间", "招聘截止"];
    Source "信息来源" ["来源"];
    Attachment "附加" ["附件"];
    Remark "备注" ["说明"];
}

impl Serialize for Column {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.header())
    }
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let header = String::deserialize(input)?;
        Column::ALL
            .iter()
            .copied()
            .find(|column| column.header() == header)
            .ok_or_else(|| serde::de::Error::custom("not a column of ours"))
    }
}
