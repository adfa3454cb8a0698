/// Requests to the memory module: append to a task's journal, read it, find tasks.
package dev.loom.contracts.journal;
