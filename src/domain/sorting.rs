//! Lists that people put in order by hand.

/// The list with `item` moved by so many places, past an end no further than the end; `None` when it is not in it.
pub fn moved(mut list: Vec<String>, item: &str, by: i64) -> Option<Vec<String>> {
    let from = list.iter().position(|one| one == item)?;
    let to = (from as i64)
        .saturating_add(by)
        .clamp(0, list.len() as i64 - 1) as usize;
    let taken = list.remove(from);
    list.insert(to, taken);
    Some(list)
}
