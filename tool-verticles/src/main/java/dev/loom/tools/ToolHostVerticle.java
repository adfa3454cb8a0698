package dev.loom.tools;

import dev.loom.api.tool.Tool;
import dev.loom.bus.Address;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.bus.Registration;
import dev.loom.bus.Topic;
import dev.loom.bus.http.GuardedConnector;
import dev.loom.bus.http.HostAddresses;
import dev.loom.bus.http.OwnPort;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.config.WorkspaceConfig;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.id.ToolHostId;
import dev.loom.contracts.task.AwaitTask;
import dev.loom.contracts.tool.CheckSandbox;
import dev.loom.contracts.tool.SandboxTier;
import dev.loom.contracts.tool.ToolsChanged;
import dev.loom.tools.change.ChangeLog;
import dev.loom.tools.egress.SandboxProxies;
import dev.loom.tools.host.SharedHostState;
import dev.loom.tools.host.ToolDirectory;
import dev.loom.tools.host.ToolHost;
import dev.loom.tools.os.LinuxCalls;
import dev.loom.tools.process.BackgroundProcesses;
import dev.loom.tools.sandbox.SandboxLayout;
import dev.loom.tools.sandbox.SandboxSelection;
import dev.loom.tools.workspace.WorkspaceService;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Serves tool requests on the bus: run, list, register and withdraw tools, describe the effects of
/// calls, inspect a workspace, read one of its files, list and undo changes.
public final class ToolHostVerticle extends VerticleBase {
  private static final Logger LOG = System.getLogger(ToolHostVerticle.class.getName());

  /// One at a time, so that changes are announced in their order.
  private static final ConcurrencyLimit DIRECTORY_LIMIT = new ConcurrencyLimit(1, 100);

  private static final ConcurrencyLimit WORKSPACE_LIMIT = new ConcurrencyLimit(16, 1_000);
  private static final ConcurrencyLimit CHANGES_LIMIT = new ConcurrencyLimit(4, 100);

  private final ToolsConfig toolsConfig;
  private final WorkspaceConfig workspaceConfig;
  private final Path home;
  private final Path database;
  private final List<Tool> extraTools;
  private final List<Registration> registrations = new ArrayList<>();
  private ToolHost host;
  private ChangeLog changes;
  private SandboxLayout layout;
  private SandboxSelection sandbox;
  private BackgroundProcesses background;

  /// @param home Loom's own directory
  /// @param database file of the database, out of reach of processes like the home
  /// @param extraTools tools of plug-ins; deployment fails with an [IllegalArgumentException] when
  ///   one has an invalid name or schema, or a name that is already in use
  public ToolHostVerticle(
      ToolsConfig toolsConfig,
      WorkspaceConfig workspaceConfig,
      Path home,
      Path database,
      List<Tool> extraTools) {
    this.toolsConfig = toolsConfig;
    this.workspaceConfig = workspaceConfig;
    this.home = home;
    this.database = database;
    this.extraTools = List.copyOf(extraTools);
  }

  /// Returns how far processes would be confined on this machine. Blocks while processes try to
  /// leave a sandbox.
  public static CheckSandbox.Status checkSandbox(ToolsConfig config, Path home, Path database)
      throws InterruptedException {
    try {
      var layout = SandboxLayout.of(home, database, () -> 0);
      return SandboxSelection.choose(config.processes().sandbox(), layout).status();
    } catch (IOException failure) {
      return new CheckSandbox.Status(SandboxTier.NONE, "Cannot use " + home + ": " + failure);
    }
  }

  @Override
  public Future<?> start() {
    return vertx.executeBlocking(this::createHost).compose(this::registerHandlers);
  }

  private ToolHost createHost() throws IOException, InterruptedException {
    layout = SandboxLayout.of(home, database, OwnPort.of(vertx));
    layout.deleteTemporary();
    if (LinuxCalls.areAvailable()) {
      LinuxCalls.denyInspection();
    }
    sandbox = openProxies(SandboxSelection.choose(toolsConfig.processes().sandbox(), layout));
    sandbox.log();
    changes = new ChangeLog(toolsConfig, home);
    var bus = Bus.on(vertx);
    background =
        new BackgroundProcesses(
            toolsConfig.processes(), task -> awaitEnd(bus, task).toCompletionStage());
    var shared = new SharedHostState(vertx, toolsConfig, home, changes, background, sandbox);
    var builtin =
        BuiltinTools.create(
            toolsConfig, sandbox.hosts(), changes::findBeforeImage, shared.seenFiles());
    var toolHost = new ToolHost(shared, builtin, extraTools);
    shared.publish(vertx);
    changes.deleteExpired();
    return toolHost;
  }

  private SandboxSelection openProxies(SandboxSelection selection) {
    var hosts = toolsConfig.processes().sandboxHosts();
    if (hosts.isEmpty()) {
      return selection;
    }
    var policy = SharedHostState.addressPolicy(vertx, toolsConfig);
    var connector = new GuardedConnector(vertx, policy, HostAddresses::resolve);
    var directory = home.resolve("sandbox").resolve("tmp").resolve("p");
    return selection.withProxies(new SandboxProxies(vertx, hosts, connector, directory));
  }

  private static Future<?> awaitEnd(Bus bus, TaskId task) {
    var request = AwaitTask.create(task, AwaitTask.Until.FINISHED, AwaitTask.WAIT_MAX);
    return bus.requestAsync(Addresses.TASK_AWAIT, request)
        .compose(awaited -> awaited.reached() ? Future.succeededFuture() : awaitEnd(bus, task));
  }

  private Future<?> registerHandlers(ToolHost toolHost) {
    host = toolHost;
    var workspaceService = new WorkspaceService(workspaceConfig, home);
    var directory = new ToolDirectory(toolHost.catalogue());
    var bus = Bus.on(vertx);
    return Future.all(
        List.of(
            register(
                bus.subscribe(Addresses.TASK_EVENTS, Topic.ALL_KEYS, this::deleteTemporaryFiles)),
            register(HostedTools.serve(bus, toolHost, Addresses.TOOL_RUN, Addresses.TOOL_EFFECTS)),
            register(
                bus.handleAsync(
                    Addresses.TOOL_LIST,
                    request -> HostedTools.expected(vertx).map(_ -> directory.list(request)))),
            register(
                bus.handleAsync(
                    Addresses.TOOL_SANDBOX, request -> Future.succeededFuture(sandbox.status()))),
            changeDirectory(
                bus,
                Addresses.TOOLS_REGISTER,
                request -> announce(bus, request.host(), directory.register(request))),
            changeDirectory(
                bus,
                Addresses.TOOLS_WITHDRAW,
                request -> announce(bus, request.host(), directory.withdraw(request))),
            useFiles(bus, Addresses.WORKSPACE_INSPECT, WORKSPACE_LIMIT, workspaceService::inspect),
            useFiles(bus, Addresses.WORKSPACE_READ, WORKSPACE_LIMIT, workspaceService::read),
            useFiles(bus, Addresses.CHANGES_LIST, CHANGES_LIMIT, changes::list),
            useFiles(bus, Addresses.CHANGES_UNDO, CHANGES_LIMIT, changes::undo)));
  }

  /// Those of a call that still runs are deleted at the next start.
  private void deleteTemporaryFiles(JournalEntry entry) {
    if (entry.type().endsTask()) {
      vertx
          .executeBlocking(() -> layout.deleteTemporaryOf(entry.taskId().value()))
          .onFailure(
              failure ->
                  LOG.log(
                      Level.WARNING,
                      "Temporary files of task {0} are not deleted: {1}",
                      entry.taskId(),
                      failure.getMessage()));
    }
  }

  private <Q extends Record, R extends Record> Future<Registration> changeDirectory(
      Bus bus, Address<Q, R> address, Bus.RequestHandler<Q, R> handler) {
    return register(bus.handleBlocking(address, DIRECTORY_LIMIT, Bus.ThreadKind.VIRTUAL, handler));
  }

  private <Q extends Record, R extends Record> Future<Registration> useFiles(
      Bus bus, Address<Q, R> address, ConcurrencyLimit limit, Bus.RequestHandler<Q, R> handler) {
    return register(bus.handleBlocking(address, limit, Bus.ThreadKind.PLATFORM, handler));
  }

  private static ToolsChanged announce(Bus bus, ToolHostId host, ToolsChanged change) {
    bus.publish(Addresses.TOOLS_CHANGED, host.value(), change);
    return change;
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
                      SharedHostState.remove(vertx);
                      host.close();
                      background.close();
                      changes.close();
                      return null;
                    }));
  }
}
