package dev.loom.engine.transcript;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.Address;
import dev.loom.bus.Addresses;
import dev.loom.bus.json.Json;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.tool.DescribeEffects;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.contracts.transcript.TranscriptEntry.ExchangeOrder;
import dev.loom.contracts.transcript.TranscriptEntry.ServiceCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Table of the requests that are recorded as [ServiceCall]s.
///
/// @param service kind of the line
/// @param key field of the line that distinguishes requests; empty if all are alike
/// @param fields fields of the request in the line
/// @param replyField field of the reply; if empty, its fields stand in the line
public record RecordedRequest<Q extends Record, R extends Record>(
    String service,
    Address<Q, R> address,
    String key,
    Function<Q, Map<String, Object>> fields,
    String replyField) {
  public static final RecordedRequest<RunTool, RunTool.Outcome> TOOL =
      new RecordedRequest<>(
          "tool", Addresses.TOOL_RUN, "step", RecordedRequest::toolFields, "outcome");
  public static final RecordedRequest<DescribeEffects, DescribeEffects.Described> EFFECTS =
      new RecordedRequest<>(
          "effects", Addresses.TOOL_EFFECTS, "step", r -> Map.of("step", r.step().value()), "");
  public static final RecordedRequest<InspectWorkspace, InspectWorkspace.WorkspaceInfo> LISTING =
      new RecordedRequest<>("look", Addresses.WORKSPACE_INSPECT, "", r -> Map.of(), "");
  public static final RecordedRequest<ReadWorkspaceFile, ReadWorkspaceFile.Content> FILE =
      new RecordedRequest<>(
          "read",
          Addresses.WORKSPACE_READ,
          "path",
          r -> Map.of("path", r.path(), "bytes_max", r.bytesMax()),
          "content");
  public static final RecordedRequest<ListChanges, ListChanges.Found> CHANGES =
      new RecordedRequest<>(
          "differences",
          Addresses.CHANGES_LIST,
          "subtask_id",
          r -> r.subtaskId().map(id -> Map.<String, Object>of("subtask_id", id)).orElse(Map.of()),
          "");

  private static final List<RecordedRequest<?, ?>> ALL =
      List.of(TOOL, EFFECTS, LISTING, FILE, CHANGES);

  private static Map<String, Object> toolFields(RunTool request) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("step", request.stepId().value());
    fields.put("subtask_id", request.subtaskId().value());
    fields.put("tool", request.tool());
    fields.put("arguments", request.arguments());
    return fields;
  }

  /// Returns the key of a call: equal for a request and the recorded calls that can answer it.
  public static String key(ServiceCall call) {
    return ALL.stream()
        .filter(each -> each.service.equals(call.service()))
        .map(each -> each.service + " " + call.fields().getOrDefault(each.key, ""))
        .findFirst()
        .orElseThrow();
  }

  /// Returns the key of a request.
  public String key(Q request) {
    return service + " " + fields.apply(request).getOrDefault(key, "");
  }

  /// Returns the recorded reply; empty if the task ended before it.
  public Optional<R> reply(ServiceCall call) {
    var reply = replyField.isEmpty() ? call.fields() : call.fields().get(replyField);
    return reply == null || call.order().answered() == 0
        ? Optional.empty()
        : Optional.of(Json.lenientMapper().convertValue(reply, address.replyType()));
  }

  /// Converts a request and its reply, if there is one.
  ///
  /// @throws IllegalArgumentException if the table has no row for the request
  static TranscriptEntry call(
      Record request, ExchangeOrder order, Optional<Record> reply, Optional<ServiceError> error) {
    return ALL.stream()
        .filter(each -> each.address.requestType().isInstance(request))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not a recorded request: " + request))
        .toCall(request, order, reply, error);
  }

  private ServiceCall toCall(
      Record request, ExchangeOrder order, Optional<Record> reply, Optional<ServiceError> error) {
    var line = new LinkedHashMap<>(fields.apply(address.requestType().cast(request)));
    if (!replyField.isEmpty()) {
      reply.ifPresent(value -> line.put(replyField, value));
    } else {
      reply
          .map(value -> Json.mapper().<ObjectNode>valueToTree(value))
          .ifPresent(value -> value.properties().forEach(f -> line.put(f.getKey(), f.getValue())));
    }
    return new ServiceCall(service, line, order, error);
  }
}
