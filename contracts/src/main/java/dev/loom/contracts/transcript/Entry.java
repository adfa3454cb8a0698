package dev.loom.contracts.transcript;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.loom.api.JsonTree;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.bus.Refusal;
import dev.loom.contracts.change.Change;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.model.ModelAnswer;
import dev.loom.contracts.pattern.LearnedPattern;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Usage;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.task.WorkspaceChanges;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.tool.ToolOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// One line of a transcript.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Entry.Opening.class, name = "transcript"),
  @JsonSubTypes.Type(value = Entry.Given.class, name = "task"),
  @JsonSubTypes.Type(value = Entry.Tools.class, name = "tools"),
  @JsonSubTypes.Type(value = Entry.Process.class, name = "process"),
  @JsonSubTypes.Type(value = Entry.Learned.class, name = "learned"),
  @JsonSubTypes.Type(value = Entry.ModelTurn.class, name = "model"),
  @JsonSubTypes.Type(value = Entry.ToolRun.class, name = "tool"),
  @JsonSubTypes.Type(value = Entry.Look.class, name = "look"),
  @JsonSubTypes.Type(value = Entry.FileRead.class, name = "read"),
  @JsonSubTypes.Type(value = Entry.Differences.class, name = "differences"),
  @JsonSubTypes.Type(value = Entry.Person.class, name = "person"),
  @JsonSubTypes.Type(value = Entry.Planned.class, name = "plan"),
  @JsonSubTypes.Type(value = Entry.Judged.class, name = "verdict"),
  @JsonSubTypes.Type(value = Entry.Ended.class, name = "end")
})
public sealed interface Entry {
  /// The first line.
  ///
  /// @param version of the format
  /// @param loom the version of the engine that wrote it
  record Opening(int version, String loom, Instant at) implements Entry {
    /// The version that is written, and the only one that is read.
    public static final int VERSION = 1;

    public Opening {
      Objects.requireNonNull(loom, "loom");
      Objects.requireNonNull(at, "at");
    }
  }

  /// What was asked for, and the limits it was done under.
  record Given(TaskSpec spec, ExecutionConfig execution, VerificationConfig verification)
      implements Entry {
    public Given {
      Objects.requireNonNull(spec, "spec");
      Objects.requireNonNull(execution, "execution");
      Objects.requireNonNull(verification, "verification");
    }
  }

  /// The tools there were.
  record Tools(List<ToolCatalogue.Line> tools) implements Entry {
    public Tools {
      tools = List.copyOf(tools);
    }
  }

  /// The process that was followed.
  record Process(ProcessDefinition definition) implements Entry {
    public Process {
      Objects.requireNonNull(definition, "definition");
    }
  }

  /// What earlier tasks had taught when a plan was asked for.
  record Learned(List<LearnedPattern> patterns) implements Entry {
    public Learned {
      patterns = List.copyOf(patterns);
    }
  }

  /// Something that was asked of the world outside, and what came back.
  sealed interface Exchange extends Entry {
    /// Its place, and its answer's, among all questions, answers and words of the task.
    Order order();

    /// Why it was refused, if it was. Without refusal and answer the task ended before either came.
    Optional<Refusal> refusal();
  }

  /// When something was asked and when it was answered, counted together from 1.
  ///
  /// @param answered 0 when no answer came before the end
  record Order(long asked, long answered) {}

  /// A model was asked.
  ///
  /// @param step `plan.<version>.<round>`, `<subtask>.<attempt>.<turn>`, or a turn with
  ///   `.verify.<vote>`
  /// @param tier the tier that was wanted
  /// @param sameMessages how many messages of the conversation are those of the question before, of
  ///   the same role and subtask
  /// @param messages the others
  /// @param pace how the text came, where it was told in pieces
  record ModelTurn(
      String step,
      ModelRole role,
      Optional<SubtaskId> subtaskId,
      int tier,
      Order order,
      int sameMessages,
      List<Message> messages,
      Optional<ModelAnswer> answer,
      Optional<Refusal> refusal,
      List<Piece> pace)
      implements Exchange {
    public ModelTurn {
      Objects.requireNonNull(step, "step");
      Objects.requireNonNull(role, "role");
      Objects.requireNonNull(subtaskId, "subtaskId");
      Objects.requireNonNull(order, "order");
      messages = List.copyOf(messages);
      Objects.requireNonNull(answer, "answer");
      Objects.requireNonNull(refusal, "refusal");
      pace = List.copyOf(pace);
    }
  }

  /// So many characters of an answer came so long after the question.
  record Piece(long millis, int chars) {}

  /// A tool was run.
  record ToolRun(
      String step,
      SubtaskId subtaskId,
      String tool,
      Map<String, Object> arguments,
      Order order,
      Optional<ToolOutcome> outcome,
      Optional<Refusal> refusal)
      implements Exchange {
    public ToolRun {
      Objects.requireNonNull(step, "step");
      Objects.requireNonNull(subtaskId, "subtaskId");
      Objects.requireNonNull(tool, "tool");
      arguments = JsonTree.copyOf(arguments);
      Objects.requireNonNull(order, "order");
      Objects.requireNonNull(outcome, "outcome");
      Objects.requireNonNull(refusal, "refusal");
    }
  }

  /// The workspace was looked at.
  record Look(Order order, Optional<String> listing, Optional<Refusal> refusal)
      implements Exchange {
    public Look {
      Objects.requireNonNull(order, "order");
      Objects.requireNonNull(listing, "listing");
      Objects.requireNonNull(refusal, "refusal");
    }
  }

  /// A file of the workspace was read for verification.
  record FileRead(
      String path,
      int bytesMax,
      Order order,
      Optional<ReadWorkspaceFile.Content> content,
      Optional<Refusal> refusal)
      implements Exchange {
    public FileRead {
      Objects.requireNonNull(path, "path");
      Objects.requireNonNull(order, "order");
      Objects.requireNonNull(content, "content");
      Objects.requireNonNull(refusal, "refusal");
    }
  }

  /// The changes of a subtask, or of the whole task, were shown.
  record Differences(
      Optional<SubtaskId> subtaskId,
      Order order,
      Optional<List<Change>> changes,
      Optional<Refusal> refusal)
      implements Exchange {
    public Differences {
      Objects.requireNonNull(subtaskId, "subtaskId");
      Objects.requireNonNull(order, "order");
      changes = changes.map(List::copyOf);
      Objects.requireNonNull(refusal, "refusal");
    }
  }

  /// A person said something.
  ///
  /// @param afterEvents how many events of the task were on disk by then
  /// @param refusal when it came to nothing
  record Person(Order order, long afterEvents, PersonsWord said, Optional<Refusal> refusal)
      implements Exchange {
    public Person {
      Objects.requireNonNull(order, "order");
      Objects.requireNonNull(said, "said");
      Objects.requireNonNull(refusal, "refusal");
    }
  }

  /// The engine took a plan.
  ///
  /// @param fallback whether it stands in for a planner that gave none
  record Planned(Plan plan, boolean fallback) implements Entry {
    public Planned {
      Objects.requireNonNull(plan, "plan");
    }
  }

  /// The engine judged an attempt.
  record Judged(SubtaskId subtaskId, int attempt, Verdict verdict) implements Entry {
    public Judged {
      Objects.requireNonNull(subtaskId, "subtaskId");
      Objects.requireNonNull(verdict, "verdict");
    }
  }

  /// The task ended. The last line.
  ///
  /// @param reason why it did not reach its goal; empty when it did
  record Ended(
      TaskStatus status, String summary, String reason, Usage usage, WorkspaceChanges changes)
      implements Entry {
    public Ended {
      Objects.requireNonNull(status, "status");
      Objects.requireNonNull(summary, "summary");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(usage, "usage");
      Objects.requireNonNull(changes, "changes");
    }
  }
}
