package dev.loom.contracts.transcript;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.pattern.LearnedPattern;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.task.WorkspaceChanges;
import dev.loom.contracts.tool.ToolCatalogue;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One line of a transcript. A line with a missing component is neither written nor read.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TranscriptEntry.Header.class, name = "transcript"),
  @JsonSubTypes.Type(value = TranscriptEntry.TaskInput.class, name = "task"),
  @JsonSubTypes.Type(value = TranscriptEntry.AvailableTools.class, name = "tools"),
  @JsonSubTypes.Type(value = TranscriptEntry.FollowedProcess.class, name = "process"),
  @JsonSubTypes.Type(value = TranscriptEntry.KnownPatterns.class, name = "learned"),
  @JsonSubTypes.Type(value = TranscriptEntry.ModelCall.class, name = "model"),
  @JsonSubTypes.Type(value = TranscriptEntry.ServiceCall.class, name = "service_call"),
  @JsonSubTypes.Type(value = TranscriptEntry.ReceivedInput.class, name = "person"),
  @JsonSubTypes.Type(value = TranscriptEntry.AcceptedPlan.class, name = "plan"),
  @JsonSubTypes.Type(value = TranscriptEntry.Verification.class, name = "verdict"),
  @JsonSubTypes.Type(value = TranscriptEntry.TaskEnd.class, name = "end")
})
public sealed interface TranscriptEntry {
  /// First line.
  ///
  /// @param version version of the format
  /// @param loom version of the engine that wrote it
  record Header(int version, String loom, Instant at) implements TranscriptEntry {
    /// Version that is written, and the only one that can be read.
    public static final int VERSION = 1;
  }

  /// Specification of the task and the limits in effect.
  record TaskInput(TaskSpec spec, ExecutionConfig execution, VerificationConfig verification)
      implements TranscriptEntry {}

  /// Available tools.
  record AvailableTools(List<ToolCatalogue.ToolInfo> tools) implements TranscriptEntry {
    public AvailableTools {
      tools = List.copyOf(tools);
    }
  }

  /// Process definition in use.
  record FollowedProcess(ProcessDefinition definition) implements TranscriptEntry {}

  /// Patterns learned from earlier tasks, as known when a plan was requested.
  record KnownPatterns(List<LearnedPattern> patterns) implements TranscriptEntry {
    public KnownPatterns {
      patterns = List.copyOf(patterns);
    }
  }

  /// Request to another module with its result, or a user's input.
  sealed interface Exchange extends TranscriptEntry {
    /// Returns the positions of request and reply among all exchanges and user inputs of the task.
    ExchangeOrder order();

    /// Returns the error, if any. Without error and reply, the task ended first.
    Optional<ServiceError> refusal();
  }

  /// Positions of a request and its reply, counted together from 1.
  ///
  /// @param answered 0 if the task ended before the reply
  record ExchangeOrder(long asked, long answered) {}

  /// Model call. Earlier versions also recorded the pace of the response text.
  ///
  /// @param step `plan.<version>.<round>`, `<subtask>.<attempt>.<turn>`, or a turn followed by
  ///   `.verify.<vote>`
  /// @param tier requested tier
  /// @param sameMessages number of leading messages shared with the previous request of the same
  ///   role and subtask
  /// @param messages remaining messages
  @JsonIgnoreProperties("pace")
  record ModelCall(
      String step,
      ModelRole role,
      Optional<SubtaskId> subtaskId,
      int tier,
      ExchangeOrder order,
      int sameMessages,
      List<Message> messages,
      Optional<CompleteModel.Completion> answer,
      Optional<ServiceError> refusal)
      implements Exchange {
    public ModelCall {
      messages = List.copyOf(messages);
    }
  }

  /// Request to a service other than a model, with its reply. The transcript has the fields beside
  /// the others, and the service as the kind of the line.
  ///
  /// @param service one of [#SERVICES]
  /// @param fields values of the request that distinguish it from others, and the reply; maps and
  ///   lists if read from a file
  record ServiceCall(
      String service,
      Map<String, Object> fields,
      ExchangeOrder order,
      Optional<ServiceError> refusal)
      implements Exchange {
    /// Effects that the tool calls of a model turn declare, tool call, inspection of the workspace,
    /// file read for verification, and listing of the changes of a subtask or the whole task.
    public static final Set<String> SERVICES =
        Set.of("effects", "tool", "look", "read", "differences");

    public ServiceCall {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
  }

  /// Input from a user.
  ///
  /// @param afterEvents number of events committed before it
  /// @param refusal error, if the input was rejected
  record ReceivedInput(
      ExchangeOrder order,
      long afterEvents,
      @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "word") TaskCommand said,
      Optional<ServiceError> refusal)
      implements Exchange {}

  /// Plan accepted by the engine.
  ///
  /// @param fallback whether it is the single-subtask plan used if the planner provides none
  record AcceptedPlan(Plan plan, boolean fallback) implements TranscriptEntry {}

  /// Verdict on an attempt.
  record Verification(SubtaskId subtaskId, int attempt, Verdict verdict)
      implements TranscriptEntry {}

  /// End of the task. Last line.
  ///
  /// @param reason why the goal was not reached; empty if it was
  record TaskEnd(
      TaskStatus status, String summary, String reason, ModelUsage usage, WorkspaceChanges changes)
      implements TranscriptEntry {}
}
