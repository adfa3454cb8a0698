package dev.loom.api.tool;

import java.util.Objects;

/// Effect that a tool call is going to have, declared before it runs. The engine decides by the
/// effects whether a call needs approval and which calls run in parallel.
///
/// New kinds may be added, so a `switch` outside the engine needs a `default`.
public sealed interface ToolEffect {
  /// Reads a file, or files below a directory. Needs no approval.
  ///
  /// @param path path as in the arguments of the call
  record ReadsPath(String path) implements ToolEffect {
    public ReadsPath {
      Objects.requireNonNull(path, "path");
    }
  }

  /// Creates or changes a file.
  record WritesPath(String path) implements ToolEffect {
    public WritesPath {
      Objects.requireNonNull(path, "path");
    }
  }

  /// Deletes a file or directory.
  record DeletesPath(String path) implements ToolEffect {
    public DeletesPath {
      Objects.requireNonNull(path, "path");
    }
  }

  /// Runs a command line of a shell.
  record RunsCommand(String commandLine) implements ToolEffect {
    public RunsCommand {
      Objects.requireNonNull(commandLine, "commandLine");
    }
  }

  /// Reads from a network address.
  ///
  /// @param address URL or host. [HttpEgress] accepts requests to this host, at any port and path
  record ReachesNetwork(String address) implements ToolEffect {
    public ReachesNetwork {
      Objects.requireNonNull(address, "address");
    }
  }

  /// Lets the processes of the call use the network, which a sandbox otherwise withholds from them.
  /// Always needs approval.
  record OpensNetwork() implements ToolEffect {}

  /// Runs its processes in a sandbox. The engine declares it for every call that may start
  /// processes; from a tool it is ignored.
  ///
  /// @param tier kind of sandbox, such as `bubblewrap`
  record Confined(String tier) implements ToolEffect {
    public Confined {
      Objects.requireNonNull(tier, "tier");
    }
  }

  /// May change files that are not saved before, so that undo cannot bring them back. The engine
  /// declares it; from a tool it is ignored.
  ///
  /// @param files which ones, in a few words for a user
  record CannotUndo(String files) implements ToolEffect {
    public CannotUndo {
      Objects.requireNonNull(files, "files");
    }
  }

  /// Changes data outside the workspace, for example in a database or a remote service.
  ///
  /// @param description what is changed, in a few words for a user
  record ChangesData(String description) implements ToolEffect {
    public ChangesData {
      Objects.requireNonNull(description, "description");
    }
  }

  /// Needs the approval of a user, for a reason that no other effect expresses.
  ///
  /// @param reason why, in a sentence for the user
  record NeedsApproval(String reason) implements ToolEffect {
    public NeedsApproval {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /// May do anything. The engine judges such a call by the names and values of its arguments.
  record Unknown() implements ToolEffect {}
}
