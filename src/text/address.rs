//! What is said about an address, or a command line, that asks for what there is not.

use super::Lang;

/// No scenario has this name.
pub fn unknown_scenario(lang: Lang, given: &str) -> String {
    match lang {
        Lang::En => format!("there is no scenario “{given}”"),
        Lang::Zh => format!("没有名为“{given}”的场景"),
    }
}

/// The scenario has no such parameter; `known` lists those that it has.
pub fn unknown_parameter(lang: Lang, given: &str, known: &str) -> String {
    match lang {
        Lang::En => format!("“{given}” is not a parameter of this scenario; it has {known}"),
        Lang::Zh => format!("“{given}”不是这个场景的参数；它的参数是 {known}"),
    }
}

/// The same parameter twice.
pub fn repeated_parameter(lang: Lang, name: &str, kept: &str, dropped: &str) -> String {
    match lang {
        Lang::En => {
            format!("{name} is given more than once; “{kept}” is used, “{dropped}” is not")
        }
        Lang::Zh => format!("{name} 给出了不止一次；使用“{kept}”，不使用“{dropped}”"),
    }
}

/// Bytes that are no text.
pub fn not_utf8(lang: Lang, given: &str) -> String {
    match lang {
        Lang::En => format!("“{given}” is not UTF-8; what makes no text is shown as “\u{fffd}”"),
        Lang::Zh => format!("“{given}”不是 UTF-8；无法解码的部分显示为“\u{fffd}”"),
    }
}

/// Something that is not of the form `name=value`.
pub fn no_assignment(lang: Lang, given: &str) -> String {
    match lang {
        Lang::En => format!("“{given}” is not of the form name=value"),
        Lang::Zh => format!("“{given}”不是 名称=值 的形式"),
    }
}

/// So many problems that are not listed.
pub fn more(lang: Lang, count: usize) -> String {
    match lang {
        Lang::En => format!("and {count} more problems with this address"),
        Lang::Zh => format!("此地址还有 {count} 个问题"),
    }
}

/// More than an address may hold.
pub fn too_long(lang: Lang, given: usize, max: usize) -> String {
    match lang {
        Lang::En => format!(
            "the address has {given} bytes after its #, more than the {max} allowed; \
             the rest is not read"
        ),
        Lang::Zh => format!("地址在 # 之后有 {given} 字节，超过允许的 {max}；其余部分没有读取"),
    }
}
