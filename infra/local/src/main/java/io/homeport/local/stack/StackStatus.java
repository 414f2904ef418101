package io.homeport.local.stack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * What a stack is doing.
 *
 * @param running whether its supervisor runs
 * @param supervisorPid 0 when it does not
 * @param parts empty when the stack has never run
 * @param urls what people open, by what it is
 */
public record StackStatus(
    boolean running, long supervisorPid, List<PartStatus> parts, Map<String, String> urls) {

  /** True when every part is ready. */
  public boolean isReady() {
    return running
        && !parts.isEmpty()
        && parts.stream().allMatch(part -> part.state() == PartState.READY);
  }

  /** Memory of all parts and of the supervisor, in bytes. */
  public long memoryBytes() {
    return ProcessMemory.bytesOf(supervisorPid);
  }

  public ObjectNode toJson() {
    ObjectNode json = StatusFile.toJson(parts);
    json.put("running", running).put("ready", isReady()).put("supervisorPid", supervisorPid);
    json.put("memoryBytes", memoryBytes());
    var memory = json.putObject("memoryBytesByPart");
    parts.forEach(part -> memory.put(part.name(), ProcessMemory.bytesOf(part.pid())));
    var addresses = json.putObject("urls");
    urls.forEach(addresses::put);
    return json;
  }

  /** A table for people. */
  public String toTable() {
    if (!running) {
      return "The stack is down. Start it with: ./homeport up\n";
    }
    var table = new StringBuilder();
    table.append(
        "%-18s %-11s %8s %6s %9s %8s  %s%n"
            .formatted("part", "state", "pid", "port", "restarts", "memory", "message"));
    for (PartStatus part : parts) {
      table.append(
          "%-18s %-11s %8d %6d %9d %5d MB  %s%n"
              .formatted(
                  part.name(),
                  part.state().text(),
                  part.pid(),
                  part.port(),
                  part.restarts(),
                  ProcessMemory.bytesOf(part.pid()) >> 20,
                  part.message().lines().findFirst().orElse("")));
    }
    table.append("%nmemory of all: %d MB%n".formatted(memoryBytes() >> 20));
    urls.forEach((what, url) -> table.append("%-12s %s%n".formatted(what, url)));
    return table.toString();
  }
}
