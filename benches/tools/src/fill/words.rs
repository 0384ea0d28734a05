//! Invented names, notes, remarks and links, as frequent as such words are. Must not know records.

use daigang::domain::form::NOTE_CHARS_MAX;

use crate::rng::Rng;

/// Surnames, the most frequent first; the last ones are rare, some of them outside the characters of 1995.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏\
    付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤解荆畅仝逯郇卫昝仉乜訾逄麹";
const COMPOUND_SURNAMES: [&str; 4] = ["欧阳", "上官", "司马", "尉迟"];
/// Characters of given names, the most frequent first.
const GIVEN: &str = "英华玉明秀文红丽平国建小军海林春金志兰芳云梅永德桂强杰敏伟霞娟燕艳静涛超勇娜磊洋鹏飞波斌辉刚健俊峰宇浩然梓涵雨欣怡佳雪琴莉萍莲珍凤香\
    花菊翠巧爱喜福贵宝生庆忠义孝信成才学诗思远亮东南山川田根栓狗蛋兴旺财锁柱铁";
const RARE_GIVEN: [&str; 9] = ["𬱖", "㛃", "䶮", "𠮷", "堃", "垚", "犇", "燚", "祎"];
const LONG_NAMES: [&str; 3] = ["买买提·艾力", "古丽·阿依夏木", "扎西·多吉"];

/// The county's townships, as in the sample show; the last two are the options for other places.
pub const TOWNSHIPS: [&str; 16] = [
    "解店镇",
    "通化镇",
    "汉薛镇",
    "荣河镇",
    "裴庄镇",
    "高村镇",
    "万泉乡",
    "里望乡",
    "西村乡",
    "南张乡",
    "皇甫乡",
    "贾村乡",
    "王显乡",
    "光华乡",
    "县城",
    "外县",
];

/// The sources of links: groups, posters, brokers.
pub const SOURCES: [&str; 12] = [
    "wechat-jiedian",
    "wechat-ronghe",
    "wechat-tonghua",
    "douyin",
    "poster-jishi",
    "poster-yiyuan",
    "wechat-gaocun",
    "laoli",
    "wechat-hanxue",
    "shequ-3",
    "kuaishou",
    "wangdajie",
];

/// The clerks.
pub const CLERKS: [&str; 5] = ["小李", "王姐", "张科", "赵倩", "实习生小陈"];

const NOTES: [&str; 24] = [
    "会开三轮",
    "有电焊证",
    "在家带孩子，只能上白班",
    "晚上八点后再打",
    "想问管不管住",
    "两口子一起去",
    "以前在罐头厂干过五年",
    "腰不好，重活干不了",
    "离家近的优先",
    "会踩缝纫机",
    "有B2驾照",
    "孩子上初中，周末要休息",
    "能不能先去看看再说",
    "高中毕业，会用电脑",
    "干过月嫂，有健康证",
    "急着找活",
    "就想问问工资几号发",
    "有人介绍来的",
    "家里有果园，农忙时要请假",
    "普通话不好，请说慢点",
    "五十三岁行不行",
    "不认字，电话里说",
    "打不通就打我媳妇的",
    "冬天也能干吗",
];
const REMARKS: [&str; 20] = [
    "没人接",
    "关机",
    "说考虑两天",
    "已约周四上午面试",
    "嫌远",
    "工资谈不拢",
    "让下周一再打",
    "本人不在，爱人接的",
    "已到岗，干得不错",
    "要求包住",
    "年龄超了，转推保洁岗",
    "停机，号码不对",
    "很有意向，等用人单位回话",
    "听不清，晚上再打",
    "已经找到别的活了",
    "发了地址和联系人",
    "身份证过期，先去补办",
    "面试没去，说家里有事",
    "想换成白班",
    "单位说人满了，先记下",
];

/// Words to search for that occur in notes and remarks.
pub const NOTE_WORDS: [&str; 6] = ["缝纫机", "电焊", "罐头厂", "面试", "健康证", "果园"];
/// Words to search for that occur in titles and employers of the sample jobs.
pub const JOB_WORDS: [&str; 4] = ["操作工", "打磨", "包装", "恒果"];

fn nth(text: &str, place: usize) -> char {
    text.chars().nth(place).unwrap_or('王')
}

/// A person's name.
pub fn name(rng: &mut Rng) -> String {
    if rng.chance(0.002) {
        return rng.pick(&LONG_NAMES).to_owned();
    }
    let mut name = String::new();
    if rng.chance(0.004) {
        name.push_str(rng.pick(&COMPOUND_SURNAMES));
    } else {
        name.push(nth(SURNAMES, rng.frequent(SURNAMES.chars().count())));
    }
    let letters = if rng.chance(0.78) { 2 } else { 1 };
    for _ in 0..letters {
        if rng.chance(0.004) {
            name.push_str(rng.pick(&RARE_GIVEN));
        } else {
            name.push(nth(GIVEN, rng.frequent(GIVEN.chars().count())));
        }
    }
    name
}

/// A viewer's note: empty for nearly half of them, seldom long.
pub fn note(rng: &mut Rng) -> String {
    if rng.chance(0.45) { String::new() } else { sentences(rng, &NOTES) }
}

/// A clerk's remark.
pub fn remark(rng: &mut Rng) -> String {
    sentences(rng, &REMARKS)
}

fn sentences(rng: &mut Rng, from: &[&str]) -> String {
    let mut text = rng.pick(from).to_owned();
    while rng.chance(0.25) {
        text.push('，');
        text.push_str(rng.pick(from));
    }
    text.chars().take(NOTE_CHARS_MAX).collect()
}
