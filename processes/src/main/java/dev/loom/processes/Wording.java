package dev.loom.processes;

import dev.loom.contracts.bus.ServiceError;
import dev.loom.processes.definition.DefinitionReader;
import dev.loom.processes.definition.Draft;
import dev.loom.processes.yaml.Excerpt;
import java.util.List;

/// What this room says when it refuses.
final class Wording {
  private static final String BULLET = "\n- ";

  private Wording() {}

  static ServiceError notAName(String name) {
    return ServiceError.invalid(
        "Not a process name: '"
            + Excerpt.of(name)
            + "'. A process is asked for by its name ("
            + DefinitionReader.NAME_RULE
            + "), never by a path. Put its file into <workspace>/.loom/processes or into the"
            + " folder processes of Loom's home, and use the name it gives itself.");
  }

  static ServiceError notFound(String name, List<String> available) {
    return ServiceError.invalid(
        "Process not found: '" + name + "'. Available: " + String.join(", ", available));
  }

  static ServiceError badWorkspace(String workspace) {
    return ServiceError.invalid("Not an absolute path of a workspace: '" + Excerpt.of(workspace) + "'.");
  }

  static ServiceError broken(DefinitionFile file, Draft.Broken broken) {
    var unsaid = broken.count() - broken.problems().size();
    return ServiceError.invalid(
        "Process '"
            + Excerpt.of(broken.name())
            + "' ("
            + file.source()
            + ") cannot be used. "
            + broken.count()
            + " validation error(s):"
            + BULLET
            + String.join(BULLET, broken.problems())
            + (unsaid > 0 ? BULLET + "and " + unsaid + " more" : ""));
  }

  static String inShort(List<String> problems, int count) {
    return count + " validation error(s), the first: " + problems.getFirst();
  }
}
