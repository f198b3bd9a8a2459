mod as_completed;
mod basics;
mod cancelling;
mod shielding;
mod waiting;
