package dev.loom.tools.file;

import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.Workspace;
import dev.loom.contracts.id.Sha256;
import dev.loom.tools.workspace.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Remembers which content of each file the model of a subtask has seen last, so that changes by
/// others are not overwritten unseen. Thread-safe.
///
/// Lives as long as the engine. Of a conversation that began earlier it is unknown what the model
/// has read; its files must be read again before they are replaced.
public final class SeenFiles {
  private static final int CONVERSATIONS_MAX = 1_000;
  private static final int FILES_MAX = 10_000;

  private final Map<String, Conversation> conversations = new RecentMap<>(CONVERSATIONS_MAX);

  /// What the model of a subtask knows about a file.
  enum State {
    /// It was neither read nor written in this conversation.
    UNSEEN,
    CURRENT,
    CHANGED,
    /// The conversation is older than the engine.
    UNKNOWN
  }

  private record Conversation(boolean complete, Map<Path, String> hashes) {}

  /// Notes that a conversation goes on. Called for every tool call.
  public void begin(String taskId, String subtaskId, String stepId) {
    conversation(taskId, subtaskId, stepId);
  }

  private synchronized Conversation conversation(String taskId, String subtaskId, String stepId) {
    return conversations.computeIfAbsent(
        taskId + "/" + subtaskId,
        key -> new Conversation(isFirstTurn(subtaskId, stepId), new RecentMap<>(FILES_MAX)));
  }

  /// Step ids are `<subtask>.<attempt>.<turn>.<call>`.
  private static boolean isFirstTurn(String subtaskId, String stepId) {
    var numbers = stepId.substring(Math.min(stepId.length(), subtaskId.length() + 1)).split("\\.");
    return numbers.length < 2 || numbers[1].equals("1");
  }

  private Conversation conversation(ToolContext context) {
    return conversation(context.taskId(), context.subtaskId(), context.stepId());
  }

  /// Compares a file with what the model has seen.
  ///
  /// @param file the real path
  State state(ToolContext context, Path file, byte[] current) {
    var conversation = conversation(context);
    synchronized (this) {
      var seen = conversation.hashes().get(file);
      if (seen == null) {
        return conversation.complete() ? State.UNSEEN : State.UNKNOWN;
      }
      return seen.equals(Sha256.hex(current)) ? State.CURRENT : State.CHANGED;
    }
  }

  /// Returns whether the model has seen a file, which may have vanished since.
  boolean contains(ToolContext context, Path file) {
    var conversation = conversation(context);
    synchronized (this) {
      return conversation.hashes().containsKey(file);
    }
  }

  /// Remembers the content that the model has read or written.
  void record(ToolContext context, Path file, byte[] content) {
    var conversation = conversation(context);
    var hash = Sha256.hex(content);
    synchronized (this) {
      conversation.hashes().put(file, hash);
    }
  }

  /// The path of a file with links resolved, which identifies it; nothing is accessed by it.
  static Path realPath(Workspace workspace, String path) throws IOException {
    var file = workspace.root().resolve(FileNames.toPath(workspace.relativize(path)));
    try {
      return file.toRealPath();
    } catch (IOException ignored) {
      return file;
    }
  }

  /// Forgets the entry that was not used for the longest time.
  private static final class RecentMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int sizeMax;

    RecentMap(int sizeMax) {
      super(16, 0.75f, true);
      this.sizeMax = sizeMax;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > sizeMax;
    }
  }
}
