package dev.loom.contracts.tool;

import java.util.List;

/// Says that tools were registered or withdrawn. Tasks that begin later see the change.
///
/// @param registered names of new and replaced tools
/// @param withdrawn names of tools that no host offers any more
public record ToolsChanged(List<String> registered, List<String> withdrawn) {
  public ToolsChanged {
    registered = List.copyOf(registered);
    withdrawn = List.copyOf(withdrawn);
  }
}
