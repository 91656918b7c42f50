//! A bounded queue that several threads take from. Full means busy: better an honest answer now than a long wait.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};

pub struct Queue<J> {
    state: Mutex<State<J>>,
    filled: Condvar,
    limit: usize,
}

struct State<J> {
    jobs: VecDeque<J>,
    closed: bool,
}

impl<J> Queue<J> {
    pub fn new(limit: usize) -> Self {
        Self { state: Mutex::new(State { jobs: VecDeque::new(), closed: false }), filled: Condvar::new(), limit }
    }

    /// Puts a job at the end; gives it back when the queue is full or closed.
    pub fn push(&self, job: J) -> Result<(), J> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.closed || state.jobs.len() >= self.limit {
            return Err(job);
        }
        state.jobs.push_back(job);
        self.filled.notify_one();
        Ok(())
    }

    /// The next job; waits for one. `None` once the queue is closed and empty.
    pub fn take(&self) -> Option<J> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(job) = state.jobs.pop_front() {
                return Some(job);
            }
            if state.closed {
                return None;
            }
            state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The next job if one is waiting.
    pub fn take_waiting(&self) -> Option<J> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).jobs.pop_front()
    }

    /// Takes no more; what is queued is still done.
    pub fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.filled.notify_all();
    }
}
