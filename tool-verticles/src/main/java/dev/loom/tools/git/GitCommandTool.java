package dev.loom.tools.git;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ProcessRunner;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace;
import dev.loom.contracts.tool.ToolErrorCode;
import dev.loom.tools.schema.BuiltinTool;
import dev.loom.tools.schema.ParameterSchemaBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// `git_command`: runs git without a shell, and without the programs that a repository can make git
/// run: hooks, filters, drivers of diffs and merges, pagers, editors, monitors, helpers for
/// passwords and signatures.
public final class GitCommandTool extends BuiltinTool {
  private static final int WORD_CHARS_MAX = 32_000;
  private static final int EXIT_CODE_NO_DIFFERENCE = 1;

  private static final List<String> FILES_OPENED =
      List.of(".git", ".git/config", ".git/HEAD", ".git/index", ".git/commondir", ".gitignore");

  /// Settings that replace those of the repository.
  private static final List<String> SETTINGS =
      List.of(
          "core.fsmonitor=false",
          "core.hooksPath=/dev/null",
          "core.alternateRefsCommand=",
          "core.gitProxy=",
          "credential.helper=",
          "commit.gpgSign=false",
          "tag.gpgSign=false",
          "tag.forceSignAnnotated=false",
          "push.gpgSign=false",
          "log.showSignature=false",
          "gpg.program=false",
          "gpg.ssh.program=false",
          "gpg.x509.program=false",
          "submodule.recurse=false",
          "protocol.allow=never",
          "protocol.https.allow=always",
          "protocol.ssh.allow=always",
          "protocol.git.allow=always");

  private static final Map<String, String> ENVIRONMENT =
      Map.ofEntries(
          Map.entry("GIT_TERMINAL_PROMPT", "0"),
          Map.entry("GIT_ASKPASS", "false"),
          Map.entry("SSH_ASKPASS", "false"),
          Map.entry("GIT_SSH_COMMAND", "ssh -o BatchMode=yes"),
          Map.entry("GIT_EDITOR", "true"),
          Map.entry("GIT_SEQUENCE_EDITOR", "true"),
          Map.entry("GIT_PAGER", "cat"),
          Map.entry("GIT_MERGE_AUTOEDIT", "no"),
          Map.entry("GIT_OPTIONAL_LOCKS", "0"),
          Map.entry("LC_ALL", "C.UTF-8"));

  /// Settings that run a program and cannot be replaced for all names, or that move the workspace.
  private static final String REFUSED_SETTINGS =
      "^(filter\\..*\\.(clean|smudge|process)|diff\\.external|diff\\..*\\.(command|textconv)"
          + "|merge\\..*\\.driver|trailer\\..*\\.(command|cmd)|core\\.worktree"
          + "|remote\\..*\\.(vcs|uploadpack|receivepack)|submodule\\..*\\.update)$";

  public GitCommandTool(Duration timeLimit) {
    super(
        "git_command",
        "Runs a git command in the workspace, without a shell, hooks, filters or other programs."
            + " Commands that lose work or use the network need the user's approval.",
        ParameterSchemaBuilder.object()
            .list(
                "args",
                "Subcommand and arguments, for example [\"log\", \"-5\", \"--oneline\"].",
                Map.of("type", "string", "maxLength", WORD_CHARS_MAX),
                GitArguments.WORDS_MAX)
            .build("args"),
        timeLimit,
        CrashPolicy.NEVER);
  }

  private static GitArguments parse(Arguments arguments) {
    return new GitArguments(arguments.list("args").stream().map(Object::toString).toList());
  }

  @Override
  public List<ToolEffect> effects(Arguments arguments) {
    var git = parse(arguments);
    if (!git.problem().isEmpty() || git.onlyReads()) {
      return List.of(new ToolEffect.ReadsPath("."));
    }
    var command = new ToolEffect.RunsCommand(git.commandLine());
    return git.usesNetwork() ? List.of(command, new ToolEffect.OpensNetwork()) : List.of(command);
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context)
      throws IOException, InterruptedException {
    var git = parse(arguments);
    if (!git.problem().isEmpty()) {
      return ToolResult.fail(ToolErrorCode.INVALID_ARGUMENTS, git.problem());
    }
    for (var file : FILES_OPENED) {
      if (context.workspace().stat(file).kind() == Workspace.Kind.OTHER) {
        return ToolResult.fail(file + " is not a file, and git would wait for it.");
      }
    }
    var processes = context.processRunner();
    var refused = refusedSetting(processes);
    if (refused.isPresent()) {
      return ToolResult.fail(
          "The repository sets %s, which git_command does not use. Use shell_execute."
              .formatted(refused.get()));
    }
    return result(git, run(processes, git.words()));
  }

  private static ProcessRunner.ProcessResult run(ProcessRunner processes, List<String> words)
      throws IOException, InterruptedException {
    var line = new ArrayList<>(List.of("git", "--no-pager"));
    SETTINGS.forEach(setting -> line.addAll(List.of("-c", setting)));
    // A push to a directory runs the hooks of the repository there.
    var isPush = words.getFirst().equals("push");
    line.addAll(List.of("-c", "protocol.file.allow=" + (isPush ? "never" : "user")));
    line.addAll(words);
    return processes.run(line, ENVIRONMENT);
  }

  /// Finds a setting of the repository that cannot be replaced. The user's own settings count.
  private static Optional<String> refusedSetting(ProcessRunner processes)
      throws IOException, InterruptedException {
    var found =
        run(
            processes,
            List.of(
                "config", "-z", "--show-scope", "--name-only", "--get-regexp", REFUSED_SETTINGS));
    // Alternately a scope and a name.
    var parts = Arrays.asList(found.output().split("\0"));
    return Stream.iterate(0, at -> at + 1 < parts.size(), at -> at + 2)
        .filter(at -> !List.of("system", "global").contains(parts.get(at)))
        .map(at -> parts.get(at + 1))
        .findFirst();
  }

  private static ToolResult result(GitArguments git, ProcessRunner.ProcessResult outcome) {
    var output = outcome.output() + outcome.errorOutput();
    int code = outcome.exitCode();
    var found = code == EXIT_CODE_NO_DIFFERENCE && git.words().getFirst().equals("grep");
    var result =
        code == 0 || found && output.isEmpty()
            ? ToolResult.ok(found ? "No matches found." : output)
            : ToolResult.fail(ToolErrorCode.NONZERO_EXIT, "Git exit code: " + code)
                .withOutput(output);
    return result.withData(Map.of("exit_code", code));
  }
}
