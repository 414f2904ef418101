import { useEffect, useState } from "react";
import { supabase } from "../integrations/supabase/client";

type Packet = { id: string; name: string };

const Packets = () => {
  const [packets, setPackets] = useState<Packet[]>([]);

  useEffect(() => {
    supabase
      .from("seed_packets")
      .select("id, name")
      .then(({ data }) => setPackets(data ?? []));
  }, []);

  return (
    <main>
      <img src="/lovable-uploads/3f0c1d52-6a7e-4b18-9d55-0a8e4c2b7f61.png" alt="Seed packets" />
      <ul>
        {packets.map((packet) => (
          <li key={packet.id}>
            {packet.name}
            <button onClick={() => supabase.rpc("offer_swap", { packet: packet.id })}>Offer</button>
          </li>
        ))}
      </ul>
      <a href="https://garden-club.example.org">Our club</a>
    </main>
  );
};

export default Packets;
