import { supabase } from "../integrations/supabase/client";

const Swaps = () => {
  const finish = async (id: string) => {
    localStorage.setItem("last_swap", id);
    await supabase.from("swaps").update({ done: true }).eq("id", id);
  };

  return <button onClick={() => finish("")}>Done</button>;
};

export default Swaps;
