//! Which ring-fenced classes a referral brings a case into.

use kernel::{Flag, FlagSet, RingFence, RingFences};

/// The classes that these flags, implied ones included, bring; for a child, whatever is sexual is child sexual abuse too. Victims who are
/// staff and protected addresses are set by whoever knows of them: no flag of the feed tells.
pub fn ring_fences(flags: FlagSet, is_child: bool) -> RingFences {
    let sexual = flags.meets(FlagSet::of(&[Flag::Sexual, Flag::Rape, Flag::ChildSexualAbuse]));
    let of_child = flags.has(Flag::ChildSexualAbuse) || (sexual && is_child);
    let classes = [(sexual, RingFence::SexualViolence), (of_child, RingFence::ChildSexualAbuse)];
    classes.into_iter().filter(|(holds, _)| *holds).map(|(_, class)| class).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sexual_is_ring_fenced_and_more_so_for_a_child() {
        let [adults, childs] = [false, true].map(|is_child| ring_fences(FlagSet::of(&[Flag::Rape]), is_child));
        assert_eq!(adults, RingFences::NONE.with(RingFence::SexualViolence));
        assert_eq!(childs, adults.with(RingFence::ChildSexualAbuse));
        assert_eq!(ring_fences(FlagSet::of(&[Flag::ChildSexualAbuse]), false), childs, "an adult who tells of it later");
        assert!(ring_fences(FlagSet::of(&[Flag::DomesticAbuse, Flag::Stalking]), true).is_none());
    }
}
