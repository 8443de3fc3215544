//! Every order in which several can take turns.

/// Tries `trial` with every sequence of choices; it asks for one of so many at a time. Returns how many sequences there
/// were.
pub fn every_way(mut trial: impl FnMut(&mut Choices)) -> usize {
    let mut made = Vec::new();
    for ways in 1.. {
        let mut choices = Choices { made, place: 0 };
        trial(&mut choices);
        made = choices.made;
        while made.last().is_some_and(|(choice, of)| choice + 1 == *of) {
            made.pop();
        }
        match made.last_mut() {
            Some((choice, _)) => *choice += 1,
            None => return ways,
        }
    }
    unreachable!("there are fewer ways than numbers")
}

/// The choices of one trial.
pub struct Choices {
    made: Vec<(usize, usize)>,
    place: usize,
}

impl Choices {
    /// One of `0..of`.
    pub fn next(&mut self, of: usize) -> usize {
        if self.place == self.made.len() {
            self.made.push((0, of));
        }
        self.place += 1;
        self.made[self.place - 1].0
    }
}
