//! Figures (Q9): what waits to be summed, and the sums of the months.

mod port;
