package dev.loom.tools;

import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.ConcurrencyLimit;
import dev.loom.contracts.bus.Registration;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.config.WorkspaceConfig;
import dev.loom.tools.change.ChangeLedger;
import dev.loom.tools.file.FirstTry;
import dev.loom.tools.host.ToolHost;
import dev.loom.tools.workspace.WorkspaceDesk;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Serves the tools on the bus: run one, list them, look at a workspace, read a file of it, show
/// and undo what tools did to it.
public final class ToolHostVerticle extends VerticleBase {
  private static final int CALLS_WAITING_MAX = 10_000;
  private static final ConcurrencyLimit DESK = new ConcurrencyLimit(16, 1_000);
  private static final ConcurrencyLimit LEDGER = new ConcurrencyLimit(4, 100);

  private final ToolsConfig tools;
  private final WorkspaceConfig workspaces;
  private final Path home;
  private final List<Tool> extraTools;
  private final List<Registration> doors = new ArrayList<>();
  private ToolHost host;
  private ChangeLedger changes;

  /// @param home Loom's own directory
  /// @param extraTools tools of plug-ins; deploying fails with an [IllegalArgumentException] when
  ///   one has an invalid name or schema, or a name that is taken
  public ToolHostVerticle(
      ToolsConfig tools, WorkspaceConfig workspaces, Path home, List<Tool> extraTools) {
    this.tools = tools;
    this.workspaces = workspaces;
    this.home = home;
    this.extraTools = List.copyOf(extraTools);
  }

  @Override
  public Future<?> start() {
    return vertx.executeBlocking(this::build).compose(this::open);
  }

  private ToolHost build() {
    changes = new ChangeLedger(tools, home);
    var builtin = BuiltinTools.of(tools, this::firstTry);
    var ready = new ToolHost(tools, changes, builtin, extraTools);
    changes.forgetOld();
    return ready;
  }

  private Optional<FirstTry.Before> firstTry(ToolContext context, String path) throws IOException {
    return changes
        .before(context.taskId(), context.stepId(), context.workspace().root(), path)
        .map(before -> new FirstTry.Before(before.existed(), before.content()));
  }

  private Future<?> open(ToolHost ready) {
    host = ready;
    var desk = new WorkspaceDesk(workspaces, home);
    var bus = Bus.on(vertx);
    var calls = new ConcurrencyLimit(tools.parallelMax(), CALLS_WAITING_MAX);
    return Future.all(
        List.of(
            keep(bus.handleBlocking(Addresses.TOOL_RUN, calls, Bus.ThreadKind.PLATFORM, ready::run)),
            keep(
                bus.handleAsync(
                    Addresses.TOOL_LIST, question -> Future.succeededFuture(ready.catalogue()))),
            keep(bus.handleBlocking(Addresses.WORKSPACE_INSPECT, DESK, Bus.ThreadKind.PLATFORM, desk::inspect)),
            keep(bus.handleBlocking(Addresses.WORKSPACE_READ, DESK, Bus.ThreadKind.PLATFORM, desk::read)),
            keep(bus.handleBlocking(Addresses.CHANGES_LIST, LEDGER, Bus.ThreadKind.PLATFORM, changes::list)),
            keep(bus.handleBlocking(Addresses.CHANGES_UNDO, LEDGER, Bus.ThreadKind.PLATFORM, changes::undo))));
  }

  private Future<Registration> keep(Future<Registration> opening) {
    return opening.onSuccess(doors::add);
  }

  @Override
  public Future<?> stop() {
    return Future.join(doors.stream().map(Registration::close).toList())
        .eventually(
            () ->
                vertx.executeBlocking(
                    () -> {
                      host.close();
                      changes.close();
                      return null;
                    }));
  }
}
