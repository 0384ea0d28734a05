//! Errors and results in the words that a terminal shows. Decides nothing, and prints nothing itself.

use crate::check::{CHECK_TIMEOUT, CheckError, Checked, CheckedPicture, CheckedProxyFault};
use crate::store::child::{ChildError, DataDirError};
use crate::store::connect::{ConnectError, LOADING_TIMEOUT};
use crate::store::open::{DATA_VERSION, OpenError};
use crate::words::{Words, arg};

/// Why the store cannot be opened.
#[must_use]
pub fn open_error(t: Words, why: &OpenError) -> String {
    match why {
        OpenError::Child(why) => child_error(t, why),
        OpenError::Connect(why) => connect_error(t, why),
        OpenError::OtherVersion { found } => t.terminal_other_version(arg::Found(found), arg::Wanted(DATA_VERSION)),
        OpenError::OtherSecrets => t.terminal_other_secrets().to_owned(),
        OpenError::Store(_) | OpenError::File(_) => why.to_string(),
    }
}

fn child_error(t: Words, why: &ChildError) -> String {
    let seconds = LOADING_TIMEOUT.as_secs();
    match why {
        ChildError::NoServer => t.terminal_no_server().to_owned(),
        ChildError::TooOld { program, version } => {
            t.terminal_program_too_old(arg::Program(program), arg::Version(version))
        }
        ChildError::InUse { data } => t.terminal_data_in_use(data.display()),
        ChildError::Data { path, why } => {
            t.terminal_data_unusable(arg::Cause(data_dir_error(t, why)), arg::Path(path.display()))
        }
        ChildError::Leftover { pid: Some(pid) } => t.terminal_leftover_process(pid),
        ChildError::Leftover { pid: None } => t.terminal_leftover().to_owned(),
        ChildError::Spawn { program, why } => t.terminal_spawn(arg::Cause(why), arg::Program(program)),
        ChildError::Died { status, tail } => format!("{}\n{tail}", t.terminal_died(status)),
        ChildError::Slow { tail } => format!("{}\n{tail}", t.terminal_slow(seconds)),
        ChildError::Thread(why) => t.terminal_thread(why),
    }
}

fn data_dir_error(t: Words, why: &DataDirError) -> String {
    match why {
        DataDirError::Io(why) => why.to_string(),
        DataDirError::PathTooLong => t.terminal_socket_path_too_long().to_owned(),
        DataDirError::NotPrivate(folder) => t.terminal_folder_not_private(folder.display()),
    }
}

fn connect_error(t: Words, why: &ConnectError) -> String {
    match why {
        ConnectError::Url => t.terminal_redis_url().to_owned(),
        ConnectError::Unreachable { at, cause } => t.terminal_redis_unreachable(arg::Address(at), arg::Cause(cause)),
        ConnectError::Password { at } => t.terminal_redis_password(at),
        ConnectError::TooOld { at, version } => t.terminal_redis_too_old(arg::Address(at), arg::Version(version)),
        ConnectError::Loading { at } => {
            t.terminal_redis_loading(arg::Address(at), arg::Seconds(LOADING_TIMEOUT.as_secs()))
        }
    }
}

/// The lines that `daigang check` prints.
#[must_use]
pub fn check_lines(t: Words, checked: &Checked) -> Vec<String> {
    let picture = match &checked.picture {
        CheckedPicture::Panic => t.terminal_check_panic().to_owned(),
        CheckedPicture::Card(card) => {
            t.terminal_check_card(arg::Number(card.number), arg::Pay(&card.pay), arg::Title(&card.title))
        }
        CheckedPicture::Empty => t.terminal_check_empty().to_owned(),
    };
    let mut lines = vec![t.terminal_check_show(checked.show), picture, t.terminal_check_revision(checked.rev)];
    lines.extend(sign_ups_line(t, checked));
    lines.extend(checked.proxy.iter().map(|fault| match fault {
        CheckedProxyFault::Untrusted(proxy) => t.terminal_check_proxy_untrusted(proxy),
        CheckedProxyFault::NoClientAddress => t.terminal_check_proxy_no_client_address().to_owned(),
        CheckedProxyFault::NoUpgrade => t.terminal_check_no_upgrade().to_owned(),
    }));
    lines
}

/// Why viewers cannot sign up, and where that is changed; `None` if they can.
fn sign_ups_line(t: Words, checked: &Checked) -> Option<String> {
    let Checked { sign_ups, settings, .. } = checked;
    if !sign_ups.missing.is_empty() {
        let missing: Vec<&str> = sign_ups.missing.iter().map(|name| setup_word(t, name)).collect();
        let missing = missing.join(t.common_list_comma());
        return Some(t.terminal_check_not_set_up(arg::Address(settings), arg::Missing(missing)));
    }
    if sign_ups.paused { Some(t.terminal_check_paused(settings)) } else { None }
}

/// The setting of a name on the wire; the name itself if a newer server has one that this program does not know.
fn setup_word(t: Words, name: &str) -> &str {
    match name {
        "organiser" => t.common_setup_organiser(),
        "hotline" => t.common_setup_hotline(),
        "townships" => t.common_setup_townships(),
        _ => name,
    }
}

/// Why an overlay would show nothing.
#[must_use]
pub fn check_error(t: Words, why: &CheckError) -> String {
    match why {
        CheckError::NotHttp => t.terminal_check_not_http().to_owned(),
        CheckError::NotOverlay => t.terminal_check_not_overlay().to_owned(),
        CheckError::Timeout => t.terminal_check_timeout(CHECK_TIMEOUT.as_secs()),
        CheckError::Closed(why) => t.terminal_check_closed(why),
        CheckError::NoUpgrade => t.terminal_check_no_upgrade().to_owned(),
        CheckError::Broken(why) => t.terminal_check_broken(why),
        CheckError::OtherVersion(why) => t.terminal_check_other_version(why),
        CheckError::HungUp => t.terminal_check_hung_up().to_owned(),
        CheckError::NoShow => t.terminal_check_no_show().to_owned(),
    }
}
