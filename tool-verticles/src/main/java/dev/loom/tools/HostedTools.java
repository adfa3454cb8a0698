package dev.loom.tools;

import dev.loom.api.tool.Tool;
import dev.loom.bus.Address;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.bus.Registration;
import dev.loom.contracts.id.ToolHostId;
import dev.loom.contracts.tool.DescribeEffects;
import dev.loom.contracts.tool.RegisterTools;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.ToolScope;
import dev.loom.contracts.tool.ToolsChanged;
import dev.loom.contracts.tool.WithdrawTools;
import dev.loom.tools.host.SharedHostState;
import dev.loom.tools.host.ToolHost;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Offers tools of a verticle to the engine on the same Vert.x instance. The tools run at an
/// address of their own, with the same workspace, processes, limits and change log as those of the
/// engine.
///
/// A verticle registers its tools when it starts, and closes this object when it stops:
///
/// ```java
/// HostedTools.register(vertx, "verticle:words", new ToolScope.Everywhere(), List.of(tool))
///     .onSuccess(hosted -> tools = hosted);
/// ```
public final class HostedTools {
  private static final int CALLS_QUEUED_MAX = 10_000;

  /// Calls that may wait for others in their workspace, beside the running ones.
  private static final int CALLS_WAITING_MAX = 1_000;

  private static final long EXPECTED_SECONDS_MAX = 10;

  private static final ConcurrencyLimit EFFECTS_LIMIT = new ConcurrencyLimit(64, CALLS_QUEUED_MAX);

  private final Vertx vertx;
  private final Bus bus;
  private final ToolHostId id;
  private final ToolHost host;
  private final Registration handlers;

  private HostedTools(Vertx vertx, Bus bus, ToolHostId id, ToolHost host, Registration handlers) {
    this.vertx = vertx;
    this.bus = bus;
    this.id = id;
    this.host = host;
    this.handlers = handlers;
  }

  /// Starts a host for tools and registers them. Tasks that begin later see the tools.
  ///
  /// @param source name for users, such as `verticle:words`. A registered tool of the same source
  ///   with the same name is replaced; that of another source stays, and the registration fails
  /// @return fails with an [IllegalArgumentException] or a
  ///   [dev.loom.contracts.error.ServiceException] that says which tool is the cause
  public static Future<HostedTools> register(
      Vertx vertx, String source, ToolScope scope, List<Tool> tools) {
    var bus = Bus.on(vertx);
    var id = ToolHostId.random();
    return vertx
        .executeBlocking(() -> new ToolHost(state(vertx), List.of(), tools))
        .compose(
            host ->
                serve(bus, host, Addresses.TOOL_RUN.at(id), Addresses.TOOL_EFFECTS.at(id))
                    .map(handlers -> new HostedTools(vertx, bus, id, host, handlers)))
        .compose(hosted -> hosted.announce(source, scope));
  }

  /// Lets tasks that begin wait for tools that are about to be registered, at most ten seconds from
  /// now.
  public static void expect(Vertx vertx, Future<?> registration) {
    var bounded = registration.timeout(EXPECTED_SECONDS_MAX, TimeUnit.SECONDS);
    expectations(vertx).compute("", (_, earlier) -> Expectation.both(earlier, bounded));
  }

  /// Returns when the expected tools are registered, or are expected no longer.
  static Future<Void> expected(Vertx vertx) {
    var expectation = expectations(vertx).get("");
    return expectation == null ? Future.succeededFuture() : expectation.registered();
  }

  private static LocalMap<String, Expectation> expectations(Vertx vertx) {
    return vertx.sharedData().getLocalMap(Expectation.class.getName());
  }

  /// @param registered never fails
  private record Expectation(Future<Void> registered) implements Shareable {
    static Expectation both(Expectation earlier, Future<?> next) {
      var first = earlier == null ? Future.succeededFuture() : earlier.registered();
      return new Expectation(
          first.transform(_ -> next).transform(_ -> Future.<Void>succeededFuture()));
    }
  }

  private static SharedHostState state(Vertx vertx) {
    return SharedHostState.find(vertx)
        .orElseThrow(() -> new IllegalStateException("No engine runs on this Vert.x instance"));
  }

  /// Answers requests for a host at its addresses.
  static Future<Registration> serve(
      Bus bus,
      ToolHost host,
      Address<RunTool, RunTool.Outcome> run,
      Address<DescribeEffects, DescribeEffects.Described> effects) {
    var calls = new ConcurrencyLimit(host.parallelMax() + CALLS_WAITING_MAX, CALLS_QUEUED_MAX);
    return Future.all(
            bus.handleBlocking(run, calls, Bus.ThreadKind.PLATFORM, host::run),
            bus.handleBlocking(
                effects, EFFECTS_LIMIT, Bus.ThreadKind.VIRTUAL, host::describeEffects))
        .map(
            both ->
                () ->
                    Future.join(
                            both.<Registration>list().stream().map(Registration::close).toList())
                        .mapEmpty());
  }

  private Future<HostedTools> announce(String source, ToolScope scope) {
    return bus.requestAsync(
            Addresses.TOOLS_REGISTER,
            new RegisterTools(id, source, scope, host.catalogue().tools()))
        .map(this)
        .recover(failure -> stop().transform(stopped -> Future.failedFuture(failure)));
  }

  /// Withdraws the tools: tasks that begin later do not see them. Tasks that have begun may call
  /// them until [#close].
  ///
  /// @return names of the tools that were registered until now
  public Future<List<String>> withdraw() {
    return bus.requestAsync(Addresses.TOOLS_WITHDRAW, new WithdrawTools(id))
        .map(ToolsChanged::withdrawn);
  }

  /// Withdraws the tools and ends their running calls. Later calls fail with the error code
  /// `tool_withdrawn`.
  public Future<Void> close() {
    return withdraw().transform(withdrawn -> stop());
  }

  private Future<Void> stop() {
    return handlers
        .close()
        .eventually(
            () ->
                vertx.executeBlocking(
                    () -> {
                      host.close();
                      return null;
                    }));
  }
}
