package dev.loom.contracts.tool;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;

/// Says which tasks see a tool.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ToolScope.Everywhere.class, name = "everywhere"),
  @JsonSubTypes.Type(value = ToolScope.OneProcess.class, name = "process"),
  @JsonSubTypes.Type(value = ToolScope.OneSession.class, name = "session")
})
public sealed interface ToolScope {
  /// Returns whether a task in another scope sees tools of this scope.
  default boolean isVisibleIn(ToolScope task) {
    return this instanceof Everywhere || equals(task);
  }

  /// All tasks. A task in this scope is of no process and no session.
  record Everywhere() implements ToolScope {}

  /// Tasks of one process definition.
  ///
  /// @param process name of the definition
  record OneProcess(String process) implements ToolScope {
    public OneProcess {
      Objects.requireNonNull(process, "process");
    }
  }

  /// Tasks of one session.
  ///
  /// @param session id of the session
  record OneSession(String session) implements ToolScope {
    public OneSession {
      Objects.requireNonNull(session, "session");
    }
  }
}
