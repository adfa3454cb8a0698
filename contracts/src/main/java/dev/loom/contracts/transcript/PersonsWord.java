package dev.loom.contracts.transcript;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.loom.contracts.id.SubtaskId;
import java.util.Objects;
import java.util.OptionalDouble;

/// Something that a person said to a running task.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "word")
@JsonSubTypes({
  @JsonSubTypes.Type(value = PersonsWord.Approval.class, name = "approval"),
  @JsonSubTypes.Type(value = PersonsWord.Answer.class, name = "answer"),
  @JsonSubTypes.Type(value = PersonsWord.Steering.class, name = "steering"),
  @JsonSubTypes.Type(value = PersonsWord.Pause.class, name = "pause"),
  @JsonSubTypes.Type(value = PersonsWord.Resumption.class, name = "resumption"),
  @JsonSubTypes.Type(value = PersonsWord.Cancellation.class, name = "cancellation")
})
public sealed interface PersonsWord {
  /// Yes or no to what a subtask asked.
  record Approval(SubtaskId subtaskId, boolean approved, String reason) implements PersonsWord {
    public Approval {
      Objects.requireNonNull(subtaskId, "subtaskId");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /// An answer to a model's question, or at the end of a budget.
  ///
  /// @param newLimit for a raised budget, as asked
  record Answer(String questionId, String answer, OptionalDouble newLimit) implements PersonsWord {
    public Answer {
      Objects.requireNonNull(questionId, "questionId");
      Objects.requireNonNull(answer, "answer");
      Objects.requireNonNull(newLimit, "newLimit");
    }
  }

  /// A new instruction.
  record Steering(String instruction) implements PersonsWord {
    public Steering {
      Objects.requireNonNull(instruction, "instruction");
    }
  }

  /// The task is to stand still.
  record Pause(String reason) implements PersonsWord {
    public Pause {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /// It is to go on.
  record Resumption() implements PersonsWord {}

  /// It is to stop.
  record Cancellation(String reason) implements PersonsWord {
    public Cancellation {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
