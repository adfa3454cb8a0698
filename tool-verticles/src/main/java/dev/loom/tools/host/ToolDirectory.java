package dev.loom.tools.host;

import dev.loom.api.tool.ToolDescriptor;
import dev.loom.bus.json.Json;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.tool.ListTools;
import dev.loom.contracts.tool.RegisterTools;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.tool.ToolCatalogue.ToolInfo;
import dev.loom.contracts.tool.ToolScope;
import dev.loom.contracts.tool.ToolsChanged;
import dev.loom.contracts.tool.WithdrawTools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Lists the tools of all hosts: those of the engine, which stay, and those that other hosts
/// register and withdraw. Thread-safe.
public final class ToolDirectory {
  /// Maximum number of registered tools beside those of the engine.
  static final int TOOLS_MAX = 1_000;

  /// Maximum length of the JSON of a registered tool.
  static final int TOOL_CHARS_MAX = 65_536;

  private static final int SOURCE_CHARS_MAX = 100;
  private static final Set<String> RESERVED_SOURCES = Set.of(ToolInfo.BUILTIN, ToolInfo.PLUGIN);

  private final List<ToolInfo> ownTools;
  private volatile List<Registered> registered = List.of();

  /// @param own tools of the engine
  public ToolDirectory(ToolCatalogue own) {
    this.ownTools = own.tools();
  }

  private record Registered(ToolInfo tool, ToolScope scope) {
    String name() {
      return tool.name();
    }
  }

  /// Returns the tools that a task in a scope sees, by name.
  public ToolCatalogue list(ListTools request) {
    var visible = new ArrayList<>(ownTools);
    registered.stream()
        .filter(each -> each.scope().isVisibleIn(request.scope()))
        .forEach(each -> visible.add(each.tool()));
    visible.sort(Comparator.comparing(ToolInfo::name));
    return new ToolCatalogue(visible);
  }

  /// Adds the tools of a host, all or none.
  ///
  /// @throws ServiceException if a tool is invalid, its name belongs to another source, or there
  ///   are too many tools
  public ToolsChanged register(RegisterTools request) {
    requireValid(request);
    return add(request);
  }

  private synchronized ToolsChanged add(RegisterTools request) {
    var names = request.tools().stream().map(ToolInfo::name).toList();
    var next = new ArrayList<Registered>();
    for (var each : registered) {
      if (!names.contains(each.name()) || !overlap(each.scope(), request.scope())) {
        next.add(each);
      } else if (!each.tool().source().equals(request.source())) {
        throw nameInUse(each.tool(), request);
      }
    }
    for (var tool : request.tools()) {
      next.add(new Registered(tool.at(request.host(), request.source()), request.scope()));
    }
    if (next.size() > TOOLS_MAX) {
      throw ServiceException.overloaded("More than " + TOOLS_MAX + " tools are registered.");
    }
    registered = List.copyOf(next);
    return new ToolsChanged(names, List.of());
  }

  private static boolean overlap(ToolScope first, ToolScope second) {
    return first.isVisibleIn(second) || second.isVisibleIn(first);
  }

  private void requireValid(RegisterTools request) {
    var source = request.source();
    if (source.isBlank()
        || source.length() > SOURCE_CHARS_MAX
        || RESERVED_SOURCES.contains(source)) {
      throw ServiceException.invalid("'" + source + "' cannot be the source of registered tools.");
    }
    var names = new HashSet<String>();
    for (var tool : request.tools()) {
      try {
        requireValid(tool);
      } catch (IllegalArgumentException failure) {
        throw ServiceException.invalid(failure.getMessage());
      }
      if (!names.add(tool.name())) {
        throw ServiceException.invalid("Two tools have the name '" + tool.name() + "'.");
      }
      for (var own : ownTools) {
        if (own.name().equals(tool.name())) {
          throw nameInUse(own, request);
        }
      }
    }
  }

  private static void requireValid(ToolInfo tool) {
    var description = tool.description();
    var descriptor =
        ToolDescriptor.of(tool.name(), description.description(), description.parameters());
    ToolRegistry.requireAllowed(tool.name(), Duration.ofMillis(tool.timeLimitMillis()));
    if (Json.write(tool).length() > TOOL_CHARS_MAX) {
      throw new IllegalArgumentException(
          "The tool '%s' is too large: its JSON has more than %d characters."
              .formatted(tool.name(), TOOL_CHARS_MAX));
    }
    ToolRegistry.compile(descriptor);
  }

  private static ServiceException nameInUse(ToolInfo tool, RegisterTools request) {
    return ServiceException.conflict(
        "The tool '%s' of '%s' was not registered: a tool of '%s' has this name."
            .formatted(tool.name(), request.source(), tool.source()));
  }

  /// Removes the tools of a host.
  public synchronized ToolsChanged withdraw(WithdrawTools request) {
    var byHost =
        registered.stream()
            .collect(
                Collectors.partitioningBy(
                    each -> each.tool().host().equals(Optional.of(request.host()))));
    registered = byHost.get(false);
    return new ToolsChanged(List.of(), byHost.get(true).stream().map(Registered::name).toList());
  }
}
