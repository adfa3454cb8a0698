/// What is asked about the files a task changed: show the changes, take them back.
///
/// The tools' room keeps the ledger behind these questions and answers them. Nothing here says who
/// may ask, or whether a task still runs.
package dev.loom.contracts.change;
