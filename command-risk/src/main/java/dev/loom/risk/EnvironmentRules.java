package dev.loom.risk;

import java.util.Optional;
import java.util.Set;

/// Assesses assignments of environment variables that make other programs run commands or load
/// code.
final class EnvironmentRules {
  /// Variables whose value is a command line.
  private static final Set<String> COMMAND_VARIABLES =
      Set.of(
          "GIT_SSH_COMMAND",
          "GIT_SSH",
          "GIT_PAGER",
          "PAGER",
          "MANPAGER",
          "EDITOR",
          "VISUAL",
          "GIT_EDITOR",
          "GIT_SEQUENCE_EDITOR",
          "GIT_EXTERNAL_DIFF",
          "GIT_ASKPASS",
          "SSH_ASKPASS",
          "BROWSER",
          "PROMPT_COMMAND",
          "LESSOPEN",
          "LESSCLOSE",
          "RSYNC_RSH",
          "CVS_RSH",
          "SHELL",
          "GIT_PROXY_COMMAND",
          "MAKESHELL",
          "TAR_OPTIONS",
          "FZF_DEFAULT_COMMAND",
          "SUDO_ASKPASS",
          "NULLCMD",
          "READNULLCMD",
          "CC",
          "CXX",
          "RUSTC_WRAPPER",
          "SVN_SSH",
          "PS4",
          "PS1");

  /// Variables whose value is code, or a file of code, that programs load at their start.
  private static final Set<String> CODE_VARIABLES =
      Set.of(
          "LD_PRELOAD",
          "LD_LIBRARY_PATH",
          "LD_AUDIT",
          "DYLD_INSERT_LIBRARIES",
          "BASH_ENV",
          "ENV",
          "ZDOTDIR",
          "PYTHONSTARTUP",
          "PYTHONINSPECT",
          "PERL5OPT",
          "PERL5DB",
          "PERL5LIB",
          "RUBYOPT",
          "RUBYLIB",
          "JAVA_TOOL_OPTIONS",
          "_JAVA_OPTIONS",
          "GIT_CONFIG_GLOBAL",
          "GIT_CONFIG_SYSTEM",
          "GIT_CONFIG_COUNT",
          "GIT_CONFIG_PARAMETERS",
          "GIT_EXEC_PATH",
          "GIT_TEMPLATE_DIR",
          "PHPRC",
          "PHP_INI_SCAN_DIR",
          "LUA_INIT",
          "OPENSSL_CONF",
          "PYTHONWARNINGS",
          "GCONV_PATH",
          "BASH_FUNC_ls%%",
          "SHELLOPTS",
          "BASHOPTS",
          "NODE_PATH");

  private EnvironmentRules() {}

  static Optional<RiskAssessment> assessAssignment(Word word, ProgramRule.NestedAnalyzer nested) {
    int end = word.unquotedAssignmentEnd();
    var name = word.text().substring(0, end);
    var value = word.text().substring(end + 1);
    if (CODE_VARIABLES.contains(name) && !value.isEmpty()
        || name.equals("NODE_OPTIONS")
            && value.matches("(?s).*(-r\\b|--require|--import|--eval|loader).*")) {
      return RiskAssessment.high("Makes other programs load code", name + "=" + value);
    }
    return COMMAND_VARIABLES.contains(name) && !value.isEmpty()
        ? nested.assessLine(value)
        : Optional.empty();
  }
}
