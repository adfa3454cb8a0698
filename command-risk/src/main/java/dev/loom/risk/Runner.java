package dev.loom.risk;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Finds the arguments that may be the program of a runner such as `npx` or `docker run`.
///
/// @param subcommands the subcommands that run a program; empty when every call does
/// @param suppliesArguments whether the runner adds arguments from its input
record Runner(Set<String> subcommands, boolean suppliesArguments) {
  /// Limits the words after a runner that are tried as its program.
  private static final int POSITIONS_MAX = 40;

  /// @return the indices of the arguments that may be the program
  List<Integer> candidatePositions(ProgramCall call) {
    var positions = new ArrayList<Integer>();
    boolean programExpected = subcommands.isEmpty();
    for (int i = 0; i < Math.min(call.words().size(), POSITIONS_MAX); i++) {
      if (programExpected
          && !call.argument(i).startsWith("-")
          && !call.words().get(i).isSupplied()
          && (positions.isEmpty()
              || !RuleTable.words("ambiguous-programs").contains(call.argument(i)))) {
        positions.add(i);
      }
      programExpected |= subcommands.contains(call.argument(i));
    }
    return positions;
  }

  /// @return the command that starts at a position, with a placeholder for supplied arguments
  List<Word> command(ProgramCall call, int at) {
    var words = new ArrayList<>(call.words().subList(at, call.words().size()));
    if (suppliesArguments) {
      words.add(Word.supplied());
    }
    return words;
  }
}
