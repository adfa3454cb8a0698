/// The agent loop: model turn, tool calls, results, next turn, until there is an answer. Pure: no
/// threads, clocks, I/O or bus, and no knowledge of plans, dependencies, retries or verification.
package dev.loom.orchestrator.loop;
