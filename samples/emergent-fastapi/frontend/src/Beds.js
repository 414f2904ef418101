import axios from "axios";
import { useEffect, useState } from "react";

const API = `${process.env.REACT_APP_BACKEND_URL}/api`;

export default function Beds() {
  const [beds, setBeds] = useState([]);
  useEffect(() => {
    const headers = { Authorization: `Bearer ${localStorage.getItem("token")}` };
    axios.get(`${API}/beds`, { headers }).then((answer) => setBeds(answer.data));
  }, []);
  return <ul>{beds.map((bed) => <li key={bed.id}>{bed.label}</li>)}</ul>;
}
