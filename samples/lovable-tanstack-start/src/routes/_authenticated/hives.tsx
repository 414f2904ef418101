import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { addInspection, listHives } from "@/lib/hives.functions";

export const Route = createFileRoute("/_authenticated/hives")({ component: Hives });

function Hives() {
  const hives = useQuery({ queryKey: ["hives"], queryFn: () => listHives() });
  return (
    <ul aria-label="Hives">
      {hives.data?.map((hive) => (
        <li key={hive.id}>
          {hive.name}
          <button onClick={() => addInspection({ data: { hiveId: hive.id, notes: "calm" } })}>Note</button>
        </li>
      ))}
    </ul>
  );
}
