package dev.loom.contracts.transcript;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.loom.contracts.id.SubtaskId;
import java.util.Objects;
import java.util.OptionalDouble;

/// Input of a user to a running task.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "word")
@JsonSubTypes({
  @JsonSubTypes.Type(value = UserInput.Approval.class, name = "approval"),
  @JsonSubTypes.Type(value = UserInput.Answer.class, name = "answer"),
  @JsonSubTypes.Type(value = UserInput.Steering.class, name = "steering"),
  @JsonSubTypes.Type(value = UserInput.Pause.class, name = "pause"),
  @JsonSubTypes.Type(value = UserInput.Resumption.class, name = "resumption"),
  @JsonSubTypes.Type(value = UserInput.Cancellation.class, name = "cancellation")
})
public sealed interface UserInput {
  /// Approval or rejection of a subtask's action.
  record Approval(SubtaskId subtaskId, boolean approved, String reason) implements UserInput {
    public Approval {
      Objects.requireNonNull(subtaskId, "subtaskId");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /// Answer to a model's question or a budget decision.
  ///
  /// @param newLimit requested new limit, when raising a budget
  record Answer(String questionId, String answer, OptionalDouble newLimit) implements UserInput {
    public Answer {
      Objects.requireNonNull(questionId, "questionId");
      Objects.requireNonNull(answer, "answer");
      Objects.requireNonNull(newLimit, "newLimit");
    }
  }

  /// New instruction.
  record Steering(String instruction) implements UserInput {
    public Steering {
      Objects.requireNonNull(instruction, "instruction");
    }
  }

  /// Request to pause.
  record Pause(String reason) implements UserInput {
    public Pause {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /// Request to resume.
  record Resumption() implements UserInput {}

  /// Request to cancel.
  record Cancellation(String reason) implements UserInput {
    public Cancellation {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
