import { useQuery } from "@tanstack/react-query";

export default function Loans() {
  const { data: loans = [] } = useQuery<{ loans: { id: number; dueOn: string } }[]>({ queryKey: ["/api/loans"] });
  return (
    <ul aria-label="Loans">
      {loans.map(({ loans: loan }) => (
        <li key={loan.id}>due on {loan.dueOn}</li>
      ))}
    </ul>
  );
}
