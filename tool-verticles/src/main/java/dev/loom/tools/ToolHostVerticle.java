package dev.loom.tools;

import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.bus.Registration;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.config.WorkspaceConfig;
import dev.loom.tools.change.ChangeLog;
import dev.loom.tools.file.CrashRecoveryLookup;
import dev.loom.tools.host.ToolHost;
import dev.loom.tools.workspace.WorkspaceService;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Serves tool requests on the bus: run and list tools, describe the effects of calls, inspect a
/// workspace, read one of its files, list and undo changes.
public final class ToolHostVerticle extends VerticleBase {
  private static final int CALLS_QUEUED_MAX = 10_000;

  /// Calls that may wait for others in their workspace, beside the running ones.
  private static final int CALLS_WAITING_MAX = 1_000;

  private static final ConcurrencyLimit EFFECTS_LIMIT = new ConcurrencyLimit(64, CALLS_QUEUED_MAX);
  private static final ConcurrencyLimit WORKSPACE_LIMIT = new ConcurrencyLimit(16, 1_000);
  private static final ConcurrencyLimit CHANGES_LIMIT = new ConcurrencyLimit(4, 100);

  private final ToolsConfig toolsConfig;
  private final WorkspaceConfig workspaceConfig;
  private final Path home;
  private final List<Tool> extraTools;
  private final List<Registration> registrations = new ArrayList<>();
  private ToolHost host;
  private ChangeLog changes;

  /// @param home Loom's own directory
  /// @param extraTools tools of plug-ins; deployment fails with an [IllegalArgumentException] when
  ///   one has an invalid name or schema, or a name that is already in use
  public ToolHostVerticle(
      ToolsConfig toolsConfig, WorkspaceConfig workspaceConfig, Path home, List<Tool> extraTools) {
    this.toolsConfig = toolsConfig;
    this.workspaceConfig = workspaceConfig;
    this.home = home;
    this.extraTools = List.copyOf(extraTools);
  }

  @Override
  public Future<?> start() {
    return vertx.executeBlocking(this::createHost).compose(this::registerHandlers);
  }

  private ToolHost createHost() {
    changes = new ChangeLog(toolsConfig, home);
    var builtin = BuiltinTools.create(toolsConfig, this::findBeforeImage);
    var toolHost = new ToolHost(toolsConfig, changes, builtin, extraTools);
    changes.deleteExpired();
    return toolHost;
  }

  private Optional<CrashRecoveryLookup.BeforeImage> findBeforeImage(
      ToolContext context, String path) throws IOException {
    return changes
        .findBeforeImage(context.taskId(), context.stepId(), context.workspace().root(), path)
        .map(before -> new CrashRecoveryLookup.BeforeImage(before.existed(), before.content()));
  }

  private Future<?> registerHandlers(ToolHost toolHost) {
    host = toolHost;
    var workspaceService = new WorkspaceService(workspaceConfig, home);
    var bus = Bus.on(vertx);
    var calls =
        new ConcurrencyLimit(toolsConfig.parallelMax() + CALLS_WAITING_MAX, CALLS_QUEUED_MAX);
    return Future.all(
        List.of(
            register(
                bus.handleBlocking(
                    Addresses.TOOL_RUN, calls, Bus.ThreadKind.PLATFORM, toolHost::run)),
            register(
                bus.handleAsync(
                    Addresses.TOOL_LIST, request -> Future.succeededFuture(toolHost.catalogue()))),
            register(
                bus.handleBlocking(
                    Addresses.TOOL_EFFECTS,
                    EFFECTS_LIMIT,
                    Bus.ThreadKind.VIRTUAL,
                    toolHost::describeEffects)),
            register(
                bus.handleBlocking(
                    Addresses.WORKSPACE_INSPECT,
                    WORKSPACE_LIMIT,
                    Bus.ThreadKind.PLATFORM,
                    workspaceService::inspect)),
            register(
                bus.handleBlocking(
                    Addresses.WORKSPACE_READ,
                    WORKSPACE_LIMIT,
                    Bus.ThreadKind.PLATFORM,
                    workspaceService::read)),
            register(
                bus.handleBlocking(
                    Addresses.CHANGES_LIST, CHANGES_LIMIT, Bus.ThreadKind.PLATFORM, changes::list)),
            register(
                bus.handleBlocking(
                    Addresses.CHANGES_UNDO,
                    CHANGES_LIMIT,
                    Bus.ThreadKind.PLATFORM,
                    changes::undo))));
  }

  private Future<Registration> register(Future<Registration> registration) {
    return registration.onSuccess(registrations::add);
  }

  @Override
  public Future<?> stop() {
    return Future.join(registrations.stream().map(Registration::close).toList())
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
