import { useQuery } from "@tanstack/react-query";
import type { Tool } from "@shared/schema";

export default function Tools() {
  const { data: tools = [] } = useQuery<Tool[]>({ queryKey: ["/api/tools"] });
  const remove = (id: number) => fetch(`/api/tools/${id}`, { method: "DELETE" });
  return (
    <ul aria-label="Tools">
      {tools.map((tool) => (
        <li key={tool.id}>
          {tool.name} <button onClick={() => remove(tool.id)}>Remove</button>
        </li>
      ))}
    </ul>
  );
}
