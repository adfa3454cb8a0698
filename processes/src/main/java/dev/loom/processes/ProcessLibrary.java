package dev.loom.processes;

import dev.loom.bus.trust.ProjectTrust;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.process.ListProcesses;
import dev.loom.contracts.process.LoadProcess;
import dev.loom.processes.definition.DefinitionParser;
import dev.loom.processes.definition.ParseResult;
import dev.loom.processes.yaml.LogText;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Looks up definitions in all sources. If several have the same name, the last source wins; within
/// a source, the file with that name wins, or else the first by file name. An invalid definition is
/// an error and does not fall back to a definition that it overrides. The definitions of a
/// workspace come last if the user trusts it ([ProjectTrust]); otherwise they are listed where they
/// replace nothing, and cannot be loaded.
final class ProcessLibrary {
  /// Mode listed for an invalid definition.
  static final String INVALID_MODE = "invalid";

  private static final String BULLET = "\n- ";

  private static final Logger LOG = System.getLogger(ProcessLibrary.class.getName());

  private final Path home;

  /// @param home Loom's home
  ProcessLibrary(Path home) {
    this.home = home;
  }

  /// Loads one definition.
  ///
  /// @throws ServiceException when there is no definition of that name, it is invalid or not
  ///   trusted
  LoadProcess.Loaded load(LoadProcess request) {
    var name = request.name();
    if (!DefinitionParser.isValidName(name)) {
      throw ServiceException.invalid(
          ("Not a process name: '%s'. Select a process by its name (%s), not by a path. Put the"
                  + " file into <workspace>/.loom/processes or into processes/ of Loom's home"
                  + " directory (~/.loom/processes), and use the name in the file.")
              .formatted(LogText.excerpt(name), DefinitionParser.NAME_RULE));
    }
    for (var source : sources(request.workspace()).reversed()) {
      for (var file : matchingNameFirst(source.get(), name)) {
        var result = file.parse();
        if (result.name().equals(name)) {
          var loaded = requireValid(file, result);
          requireTrusted(file, request);
          return loaded;
        }
      }
    }
    var available = String.join(", ", available(request.workspace()));
    throw ServiceException.invalid("Process not found: '" + name + "'. Available: " + available);
  }

  private void requireTrusted(DefinitionFile file, LoadProcess request) {
    if (request.workspace().isEmpty()) {
      return;
    }
    var root = workspaceRoot(request.workspace());
    if (isOfWorkspace(file, root) && !new ProjectTrust(home).isTrusted(root)) {
      throw ServiceException.invalid(
          "Process '%s' comes from %s, and its folder is not trusted. Read it, then: loom trust %s"
              .formatted(request.name(), file.source(), root));
    }
  }

  private static boolean isOfWorkspace(DefinitionFile file, Path root) {
    return Stream.of(".loom/processes", "loom-processes")
        .anyMatch(directory -> file.source().startsWith(root.resolve(directory) + "/"));
  }

  private static LoadProcess.Loaded requireValid(DefinitionFile file, ParseResult result) {
    return switch (result) {
      case ParseResult.Valid(var definition, var warnings) -> {
        for (var warning : warnings) {
          LOG.log(Level.WARNING, "{0}: {1}", file.source(), warning);
        }
        yield new LoadProcess.Loaded(definition);
      }
      case ParseResult.Invalid invalid -> throw ServiceException.invalid(describe(file, invalid));
    };
  }

  private static String describe(DefinitionFile file, ParseResult.Invalid invalid) {
    var unlisted = invalid.count() - invalid.problems().size();
    return "Process '%s' (%s) cannot be used. %s validation error(s):%s%s"
        .formatted(
            LogText.excerpt(invalid.name()),
            file.source(),
            invalid.count(),
            BULLET + String.join(BULLET, invalid.problems()),
            unlisted > 0 ? BULLET + "and " + unlisted + " more" : "");
  }

  /// Lists all definitions, including invalid ones.
  ListProcesses.Found list(ListProcesses request) {
    var summaries = new TreeMap<String, ListProcesses.ProcessSummary>();
    for (var source : sources(request.workspace())) {
      var differentFileName = new TreeMap<String, ListProcesses.ProcessSummary>();
      var sameFileName = new TreeMap<String, ListProcesses.ProcessSummary>();
      for (var file : source.get()) {
        var result = file.parse();
        var summary = summary(file, result);
        (result.name().equals(file.name()) ? sameFileName : differentFileName)
            .putIfAbsent(result.name(), summary);
      }
      summaries.putAll(differentFileName);
      summaries.putAll(sameFileName);
    }
    return new ListProcesses.Found(List.copyOf(summaries.values()));
  }

  private static ListProcesses.ProcessSummary summary(DefinitionFile file, ParseResult result) {
    return switch (result) {
      case ParseResult.Valid(var definition, _) ->
          new ListProcesses.ProcessSummary(
              definition.name(),
              definition.version(),
              definition.description(),
              definition.phases().size(),
              DefinitionParser.keyword(definition.phaseMode()),
              file.source());
      case ParseResult.Invalid(var name, var problems, var count) ->
          new ListProcesses.ProcessSummary(
              LogText.excerpt(name),
              "",
              count + " validation error(s), the first: " + problems.getFirst(),
              0,
              INVALID_MODE,
              file.source());
    };
  }

  private List<String> available(String workspace) {
    return list(new ListProcesses(workspace)).processes().stream()
        .filter(summary -> !summary.mode().equals(INVALID_MODE))
        .map(ListProcesses.ProcessSummary::name)
        .toList();
  }

  private List<Supplier<List<DefinitionFile>>> sources(String workspace) {
    var sources = new ArrayList<Supplier<List<DefinitionFile>>>();
    sources.add(BundledProcesses::files);
    sources.add(DirectoryProcessSource.unrestricted(home.resolve("processes"))::files);
    if (!workspace.isEmpty()) {
      var root = workspaceRoot(workspace);
      var trusted = new ProjectTrust(home).isTrusted(root);
      sources.addAll(
          trusted ? sources.size() : 0,
          List.of(
              DirectoryProcessSource.confinedTo(root, root.resolve(".loom").resolve("processes"))
                  ::files,
              DirectoryProcessSource.confinedTo(root, root.resolve("loom-processes"))::files));
    }
    return sources;
  }

  private static Path workspaceRoot(String workspace) {
    try {
      var root = Path.of(workspace);
      if (root.isAbsolute()) {
        return root;
      }
    } catch (InvalidPathException ignored) {
      // Rejected below like a relative path.
    }
    throw ServiceException.invalid(
        "Not an absolute workspace path: '" + LogText.excerpt(workspace) + "'.");
  }

  /// Moves the file named like the process to the front, so that usually only one file is read.
  private static List<DefinitionFile> matchingNameFirst(List<DefinitionFile> files, String name) {
    return files.stream().sorted(Comparator.comparing(file -> !file.name().equals(name))).toList();
  }
}
