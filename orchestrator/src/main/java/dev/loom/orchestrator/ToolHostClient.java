package dev.loom.orchestrator;

import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.bus.Address;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.id.ToolHostId;
import dev.loom.contracts.tool.DescribeEffects;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.tool.ToolCatalogue.ToolInfo;
import dev.loom.contracts.tool.ToolErrorCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Requests the tool calls of a task from the hosts in its catalogue. A host never changes its
/// tools, so a task uses the versions it began with until their host ends.
final class ToolHostClient {
  private static final List<ToolEffect> UNKNOWN = List.of(new ToolEffect.Unknown());

  private final Bus bus;
  private final ToolCatalogue tools;

  ToolHostClient(Bus bus, ToolCatalogue tools) {
    this.bus = bus;
    this.tools = tools;
  }

  private Optional<ToolHostId> hostOf(String tool) {
    return tools.find(tool).flatMap(ToolInfo::host);
  }

  private static <Q extends Record, R extends Record> Address<Q, R> at(
      Optional<ToolHostId> host, Address<Q, R> address) {
    return host.map(address::at).orElse(address);
  }

  /// Returns the effects that the calls of a turn declare, in their order; unknown ones if a host
  /// does not say so in time. Never fails.
  Future<List<List<ToolEffect>>> describe(
      TaskId task, StepId step, String workspace, List<ToolCall> calls) {
    var callsByHost =
        calls.stream().distinct().collect(Collectors.groupingBy(call -> hostOf(call.name())));
    var effects = new ConcurrentHashMap<ToolCall, List<ToolEffect>>();
    var replies = new ArrayList<Future<?>>();
    callsByHost.forEach(
        (host, asked) ->
            replies.add(
                bus.requestAsync(
                        at(host, Addresses.TOOL_EFFECTS),
                        new DescribeEffects(task, step, workspace, asked))
                    .onSuccess(
                        reply -> {
                          var described = Math.min(asked.size(), reply.effects().size());
                          for (var i = 0; i < described; i++) {
                            effects.put(asked.get(i), reply.effects().get(i));
                          }
                        })));
    return Future.join(replies)
        .transform(
            ignored ->
                Future.succeededFuture(
                    calls.stream().map(call -> effects.getOrDefault(call, UNKNOWN)).toList()));
  }

  /// Runs a call.
  ///
  /// @return the outcome; a failed request is a failed result. Never fails
  Future<RunTool.Outcome> run(RunTool call) {
    var host = hostOf(call.tool());
    return bus.requestAsync(at(host, Addresses.TOOL_RUN), call)
        .otherwise(
            failure -> new RunTool.Outcome(failed(call.tool(), host.isPresent(), failure), 0));
  }

  private static ToolResult failed(String tool, boolean isRegistered, Throwable failure) {
    return isRegistered
            && failure instanceof ServiceException exception
            && exception.error().code() == ServiceError.Code.UNAVAILABLE
        ? ToolResult.fail(
            ToolErrorCode.TOOL_WITHDRAWN,
            "The tool '" + tool + "' is no longer available: its host has stopped.")
        : ToolResult.fail(ToolErrorCode.TOOL_HOST_FAILED, failure.getMessage());
  }
}
