package dev.loom.contracts.tool;

import dev.loom.contracts.id.ToolHostId;
import dev.loom.contracts.tool.ToolCatalogue.ToolInfo;
import java.util.List;

/// Registers the tools of a host, which must already answer `RunTool` and `DescribeEffects` at its
/// address. They replace tools of the same source with the same names for later tasks. Fails as
/// invalid if a tool is, as conflict if a name belongs to another source, and as overloaded if
/// there are too many tools.
///
/// @param source who offers the tools, for users, such as `verticle:words`
public record RegisterTools(ToolHostId host, String source, ToolScope scope, List<ToolInfo> tools) {
  public RegisterTools {
    tools = List.copyOf(tools);
  }
}
