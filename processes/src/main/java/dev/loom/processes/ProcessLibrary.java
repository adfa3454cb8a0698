package dev.loom.processes;

import dev.loom.contracts.bus.ServiceException;
import dev.loom.contracts.process.ListProcesses;
import dev.loom.contracts.process.LoadProcess;
import dev.loom.processes.definition.DefinitionReader;
import dev.loom.processes.definition.Draft;
import dev.loom.processes.yaml.Excerpt;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// All shelves together. Of two definitions with one name, the one on the later shelf counts; on
/// one shelf, the one whose file is called so, else the first by file name. A broken definition
/// counts too: it is refused, not silently replaced by the one it was meant to replace.
final class ProcessLibrary {
  /// What a broken definition says in the place of its mode.
  static final String INVALID = "invalid";

  private static final Logger LOG = System.getLogger(ProcessLibrary.class.getName());

  private final Path home;

  /// @param home Loom's home
  ProcessLibrary(Path home) {
    this.home = home;
  }

  /// Answers with one definition.
  ///
  /// @throws ServiceException when there is none of that name, or it is broken
  LoadProcess.Loaded load(LoadProcess question) {
    var name = question.name();
    if (!DefinitionReader.isName(name)) {
      throw Wording.notAName(name).toException();
    }
    for (var shelf : shelves(question.workspace()).reversed()) {
      for (var file : likelyFirst(shelf.files(), name)) {
        var draft = file.draft();
        if (draft.name().equals(name)) {
          return loaded(file, draft);
        }
      }
    }
    throw Wording.notFound(name, available(question.workspace())).toException();
  }

  private static LoadProcess.Loaded loaded(DefinitionFile file, Draft draft) {
    return switch (draft) {
      case Draft.Sound(var definition, var warnings) -> {
        for (var warning : warnings) {
          LOG.log(Level.WARNING, "{0}: {1}", file.source(), warning);
        }
        yield new LoadProcess.Loaded(definition);
      }
      case Draft.Broken broken -> throw Wording.broken(file, broken).toException();
    };
  }

  /// Answers with all definitions, the broken ones included.
  ListProcesses.Found list(ListProcesses question) {
    var lines = new TreeMap<String, ListProcesses.ProcessSummary>();
    for (var shelf : shelves(question.workspace())) {
      var onShelf = new TreeMap<String, ListProcesses.ProcessSummary>();
      var likely = new TreeMap<String, ListProcesses.ProcessSummary>();
      for (var file : shelf.files()) {
        var draft = file.draft();
        var line = line(file, draft);
        (draft.name().equals(file.name()) ? likely : onShelf).putIfAbsent(draft.name(), line);
      }
      lines.putAll(onShelf);
      lines.putAll(likely);
    }
    return new ListProcesses.Found(List.copyOf(lines.values()));
  }

  private static ListProcesses.ProcessSummary line(DefinitionFile file, Draft draft) {
    return switch (draft) {
      case Draft.Sound(var definition, _) ->
          new ListProcesses.ProcessSummary(
              definition.name(),
              definition.version(),
              definition.description(),
              definition.phases().size(),
              DefinitionReader.word(definition.phaseMode()),
              file.source());
      case Draft.Broken(var name, var problems, var count) ->
          new ListProcesses.ProcessSummary(
              Excerpt.of(name), "", Wording.inShort(problems, count), 0, INVALID, file.source());
    };
  }

  private List<String> available(String workspace) {
    return list(new ListProcesses(workspace)).processes().stream()
        .filter(line -> !line.mode().equals(INVALID))
        .map(ListProcesses.ProcessSummary::name)
        .toList();
  }

  private List<Shelf> shelves(String workspace) {
    var shelves = new ArrayList<Shelf>();
    shelves.add(new BuiltinShelf());
    shelves.add(FolderShelf.of(home.resolve("processes")));
    if (!workspace.isEmpty()) {
      var root = root(workspace);
      shelves.add(FolderShelf.within(root, root.resolve(".loom").resolve("processes")));
      shelves.add(FolderShelf.within(root, root.resolve("loom-processes")));
    }
    return shelves;
  }

  private static Path root(String workspace) {
    try {
      var root = Path.of(workspace);
      if (root.isAbsolute()) {
        return root;
      }
    } catch (InvalidPathException nonsense) {
      // Refused like a relative path.
    }
    throw Wording.badWorkspace(workspace).toException();
  }

  /// Files called like the process come first, so that usually one file is read.
  private static List<DefinitionFile> likelyFirst(List<DefinitionFile> files, String name) {
    return files.stream().sorted(Comparator.comparing(file -> !file.name().equals(name))).toList();
  }
}
