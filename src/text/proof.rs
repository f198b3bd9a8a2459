//! The badge: what was compared with CPython, and what was not.

use super::{Lang, Text};

/// The badge itself, for the version that recorded: `Compared with CPython 3.13`.
pub fn badge(lang: Lang, version: &str) -> String {
    match lang {
        Lang::En => format!("Compared with CPython {version}"),
        Lang::Zh => format!("与 CPython {version} 比较过"),
    }
}

/// What was compared.
pub fn compared(lang: Lang, version: &str, points: u32) -> String {
    match lang {
        Lang::En => format!(
            "The Python program was run by CPython {version} under virtual time with {points} sets \
             of parameters: the defaults, every bound, and random values. Each line printed, its \
             time to the nanosecond, and the end are the same here. The tests run all of them."
        ),
        Lang::Zh => format!(
            "CPython {version} 在虚拟时间下用 {points} 组参数运行了这个 Python 程序：默认值、每个边界\
             和随机值。每一行输出、精确到纳秒的时刻以及结局都与这里相同。测试会运行所有这些参数。"
        ),
    }
}

/// Above what was not compared.
pub const NOT_COMPARED: Text = Text::new("Not compared:", "没有比较的：");
/// For every scenario.
pub const OTHER_VALUES: Text = Text::new("other values than those sets", "这些组之外的取值");
/// Where workers run jobs.
pub const WORKERS: Text = Text::new(
    "the timing of this page's real workers: what was compared are jobs that take declared times",
    "本页真实工作者的用时：比较时，作业按声明的时间计算",
);
/// Where pages are fetched.
pub const NETWORK: Text = Text::new(
    "the timing of real requests: when it was compared, the same files came after the latency alone",
    "真实请求的用时：比较时，同样的文件只按延迟返回",
);
/// Where the system's random source is read.
pub const RANDOM_BYTES: Text = Text::new(
    "the system's random bytes, which are others each time: fixed ones stood in for them",
    "系统的随机字节，每次都不同：比较时用固定的字节代替",
);
/// Where a clock of day is printed.
pub const TIME_OF_DAY: Text = Text::new(
    "the time of day: it is yours here, and began at 00:00:00 there",
    "时钟时刻：这里是你的时刻，那里从 00:00:00 开始",
);
/// Where the GIL can be switched off.
pub const FREE_THREADING: Text = Text::new(
    "a real free-threaded build (3.13t): without the GIL, threads were taken to have a core each",
    "真正的自由线程版（3.13t）：没有 GIL 时，假定每个线程各占一个核",
);
