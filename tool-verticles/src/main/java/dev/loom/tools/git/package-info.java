/// The tool that runs git: [dev.loom.tools.git.GitCommandTool].
package dev.loom.tools.git;
