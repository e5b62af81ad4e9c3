/** How `<tuidan-sign-in>` looks; as with the card, what would hide it is important, and nothing but the face is the page's own. */
export const SIGN_IN_STYLE = `:host(:not([hidden])){display:block!important;opacity:1!important}
section{all:initial;display:block;box-sizing:border-box;max-width:420px;padding:14px;border:1px solid var(--l);border-radius:14px;background:var(--b);color-scheme:inherit;font-size:16px;line-height:1.5;color:var(--i);--i:light-dark(#1d2b29,#f2f2ee);--s:light-dark(#47554f,#c3cbc5);--l:light-dark(#dcdfd9,#3b4846);--b:light-dark(#fdfdfb,#1f2a29);--d:light-dark(#dff3ee,#1f3b37);--e:#7d8a84}
ul{margin:0;padding:0;list-style:none;display:grid;gap:10px}p{margin:10px 0 0;font-size:14px;color:var(--s)}
button,a,input,form{box-sizing:border-box}button,a,input{font:inherit;color:inherit}button{cursor:pointer}
li>button,form{display:flex;align-items:center;gap:12px;width:100%;min-height:56px;padding:8px 14px;border:1.5px solid var(--e);border-radius:12px;background:var(--b);text-align:start;font-weight:600}
i{flex:none;width:34px;line-height:34px;text-align:center;border-radius:10px;background:var(--d);font-style:normal;font-weight:700}svg{width:20px;height:20px;vertical-align:middle;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
form{flex-wrap:wrap;padding:12px 14px}label{flex:1 0 100%;font-size:14px}input{display:block;width:100%;height:48px;margin-top:4px;padding:0 12px;border:1.5px solid var(--e);border-radius:10px;background:var(--b);font-size:16px;font-weight:400}
::placeholder{color:var(--s);opacity:1}.go{min-height:48px;padding:0 18px;border:1.5px solid #8a6500;border-radius:10px;background:#f5c542;color:#1d2b29;font-weight:600}p+.go{margin-top:10px}
.who{display:flex;flex-wrap:wrap;align-items:center;gap:4px 12px}.who b{flex:1;min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}img{width:40px;height:40px;border-radius:50%;object-fit:cover;background:var(--d)}
.who a,.who button{display:inline-flex;align-items:center;min-height:44px;padding:0 6px;border:0;background:none;text-decoration:underline;text-underline-offset:.2em}
:focus-visible{outline:3px solid #4a7fe0;outline-offset:2px}`
