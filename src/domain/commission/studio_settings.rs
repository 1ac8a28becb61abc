//! The studio's settings for custom orders: whether they are open, how many fit into a week, and what a quote begins with.

use super::capacity::{Openness, Vacation, Workload};
use super::refund::RefundRule;
use crate::domain::day::Day;
use crate::domain::form_values::FormNumber;
use crate::domain::problem::Problems;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Kept in the database, edited in the admin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StudioSettings {
    pub openness: Openness,
    /// What the studio takes on and what not, in plain text; blank lines part paragraphs.
    pub takes_on: String,
    /// One a line: pieces made before, for ideas.
    pub examples: String,
    /// Pieces made in a week.
    pub per_week: i64,
    /// Days that one piece takes to make.
    pub lead_days: i64,
    /// Days within which a request is answered.
    pub answer_days: i64,
    /// Most requests that are open or being made at once; with more, new ones go on the waiting list. 0: any number.
    pub slots: i64,
    pub vacations: Vec<Vacation>,
    /// What a new quote begins with.
    pub valid_days: i64,
    pub deposit_percent: u32,
    pub terms: String,
    pub refund: RefundRule,
    /// How the finished piece is cared for; goes with the shipped mail.
    pub care: String,
    /// Budgets to choose from, one a line.
    pub budgets: String,
    /// Days to pay once a payment was asked for.
    pub pay_days: i64,
}

impl Default for StudioSettings {
    fn default() -> Self {
        StudioSettings {
            openness: Openness::Open,
            takes_on: String::new(),
            examples: String::new(),
            per_week: 2,
            lead_days: 21,
            answer_days: 5,
            slots: 0,
            vacations: Vec::new(),
            valid_days: 14,
            deposit_percent: 30,
            terms: String::new(),
            refund: RefundRule::default(),
            care: String::new(),
            budgets: "Up to 100\n100–250\n250–500\nMore than 500".into(),
            pay_days: 14,
        }
    }
}

impl StudioSettings {
    /// Whether requests are taken when `busy` are open or being made.
    pub fn standing(&self, busy: i64) -> Openness {
        match self.openness {
            Openness::Open if self.slots > 0 && busy >= self.slots => Openness::Waitlist,
            set => set,
        }
    }

    /// Slots that are free; `None` where they are not counted.
    pub fn free_slots(&self, busy: i64) -> Option<i64> {
        (self.slots > 0).then(|| (self.slots - busy).max(0))
    }

    pub fn workload(&self, today: Day, queue: i64) -> Workload<'_> {
        Workload {
            today,
            queue,
            per_week: self.per_week,
            vacations: &self.vacations,
        }
    }

    /// Non-empty lines of a list that staff type.
    pub fn lines(text: &str) -> Vec<String> {
        text.lines()
            .map(|line| line.trim().to_string())
            .filter(|line| !line.is_empty())
            .collect()
    }
}

/// The settings as typed. A vacation is a line `2026-12-20 2027-01-06`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StudioSettingsForm {
    pub openness: String,
    pub takes_on: String,
    pub examples: String,
    pub per_week: FormNumber,
    pub lead_days: FormNumber,
    pub answer_days: FormNumber,
    pub slots: FormNumber,
    pub vacations: String,
    pub valid_days: FormNumber,
    pub deposit_percent: FormNumber,
    pub terms: String,
    pub back_before_start: FormNumber,
    pub back_while_making: FormNumber,
    pub back_when_ready: FormNumber,
    pub back_if_studio_cancels: FormNumber,
    pub care: String,
    pub budgets: String,
    pub pay_days: FormNumber,
}

/// Longest text of one setting, in characters.
const TEXT_MAX: usize = 4000;

/// Reads a whole number between two bounds, or says what is wrong.
pub(super) fn whole(
    problems: &mut Problems,
    field: &str,
    given: &FormNumber,
    range: RangeInclusive<i64>,
) -> i64 {
    let (least, most) = (*range.start(), *range.end());
    given.within(range).unwrap_or_else(|| {
        let message = format!("Write a whole number from {least} to {most}.");
        problems.add(field, "invalid", message);
        least
    })
}

/// The four percents of a refund rule, by the names of their fields.
pub(super) fn rule(problems: &mut Problems, given: [(&str, &FormNumber); 4]) -> RefundRule {
    let mut percent = |(field, given): (&str, &FormNumber)| {
        whole(problems, field, given, 0..=100).unsigned_abs() as u32
    };
    RefundRule {
        before_start: percent(given[0]),
        while_making: percent(given[1]),
        when_ready: percent(given[2]),
        if_studio_cancels: percent(given[3]),
    }
}

impl StudioSettingsForm {
    pub fn of(studio: &StudioSettings) -> StudioSettingsForm {
        let vacations = studio
            .vacations
            .iter()
            .map(|v| format!("{} {}", v.from, v.to));
        StudioSettingsForm {
            openness: studio.openness.as_str().into(),
            takes_on: studio.takes_on.clone(),
            examples: studio.examples.clone(),
            per_week: studio.per_week.into(),
            lead_days: studio.lead_days.into(),
            answer_days: studio.answer_days.into(),
            slots: studio.slots.into(),
            vacations: vacations.collect::<Vec<_>>().join("\n"),
            valid_days: studio.valid_days.into(),
            deposit_percent: i64::from(studio.deposit_percent).into(),
            terms: studio.terms.clone(),
            back_before_start: i64::from(studio.refund.before_start).into(),
            back_while_making: i64::from(studio.refund.while_making).into(),
            back_when_ready: i64::from(studio.refund.when_ready).into(),
            back_if_studio_cancels: i64::from(studio.refund.if_studio_cancels).into(),
            care: studio.care.clone(),
            budgets: studio.budgets.clone(),
            pay_days: studio.pay_days.into(),
        }
    }

    /// Reads the form; every problem is reported at once.
    pub fn read(&self) -> Result<StudioSettings, Problems> {
        let mut problems = Problems::default();
        let openness = Openness::parse(&self.openness);
        if openness.is_none() {
            problems.add(
                "openness",
                "invalid",
                "Choose open, waiting list or closed.",
            );
        }
        for (field, text) in [
            ("takes_on", &self.takes_on),
            ("examples", &self.examples),
            ("terms", &self.terms),
            ("care", &self.care),
            ("budgets", &self.budgets),
        ] {
            if text.chars().count() > TEXT_MAX {
                let message = format!("Use at most {TEXT_MAX} characters here.");
                problems.add(field, "too_long", message);
            }
        }
        let mut vacations = Vec::new();
        for line in StudioSettings::lines(&self.vacations) {
            let mut days = line.split_whitespace().map(str::parse::<Day>);
            match (days.next(), days.next(), days.next()) {
                (Some(Ok(from)), Some(Ok(to)), None) if from <= to => {
                    vacations.push(Vacation { from, to });
                }
                _ => {
                    let message = format!(
                        "“{line}” is not a time away. Write the first and the last day, such as 2026-12-20 2027-01-06."
                    );
                    problems.add("vacations", "invalid", message);
                }
            }
        }
        let p = &mut problems;
        let studio = StudioSettings {
            openness: openness.unwrap_or_default(),
            takes_on: self.takes_on.trim().into(),
            examples: self.examples.trim().into(),
            per_week: whole(p, "per_week", &self.per_week, 1..=100),
            lead_days: whole(p, "lead_days", &self.lead_days, 1..=365),
            answer_days: whole(p, "answer_days", &self.answer_days, 1..=60),
            slots: whole(p, "slots", &self.slots, 0..=1000),
            vacations,
            valid_days: whole(p, "valid_days", &self.valid_days, 1..=90),
            deposit_percent: whole(p, "deposit_percent", &self.deposit_percent, 1..=99)
                .unsigned_abs() as u32,
            terms: self.terms.trim().into(),
            refund: rule(
                p,
                [
                    ("back_before_start", &self.back_before_start),
                    ("back_while_making", &self.back_while_making),
                    ("back_when_ready", &self.back_when_ready),
                    ("back_if_studio_cancels", &self.back_if_studio_cancels),
                ],
            ),
            care: self.care.trim().into(),
            budgets: self.budgets.trim().into(),
            pay_days: whole(p, "pay_days", &self.pay_days, 1..=60),
        };
        problems.or(studio)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_the_form_and_every_problem_is_told() {
        let mut studio = StudioSettings::default();
        let day = |text: &str| text.parse().unwrap();
        studio.vacations = vec![Vacation {
            from: day("2026-12-20"),
            to: day("2027-01-06"),
        }];
        assert_eq!(StudioSettingsForm::of(&studio).read(), Ok(studio.clone()));
        let wrong = StudioSettingsForm {
            openness: "maybe".into(),
            per_week: "0".into(),
            vacations: "2027-01-06 2026-12-20".into(),
            ..StudioSettingsForm::of(&studio)
        };
        let problems = wrong.read().unwrap_err();
        for field in ["openness", "per_week", "vacations"] {
            assert!(problems.of(field).is_some(), "{field}");
        }
    }

    #[test]
    fn full_slots_turn_requests_into_a_waiting_list() {
        let studio = StudioSettings {
            slots: 3,
            ..StudioSettings::default()
        };
        assert_eq!(studio.standing(2), Openness::Open);
        assert_eq!(studio.standing(3), Openness::Waitlist);
        assert_eq!(
            (studio.free_slots(1), studio.free_slots(9)),
            (Some(2), Some(0))
        );
        let closed = StudioSettings {
            openness: Openness::Closed,
            ..studio
        };
        assert_eq!(closed.standing(0), Openness::Closed);
    }
}
