package dev.loom.contracts.tool;

import dev.loom.contracts.id.ToolHostId;

/// Withdraws all tools of a host, if any: later tasks do not see them. Tasks that have begun may
/// call them as long as the host runs.
public record WithdrawTools(ToolHostId host) {}
